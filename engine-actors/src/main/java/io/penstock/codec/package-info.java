/**
 * How values become bytes: keys, state, positions and snapshots are written with what is in here.
 *
 * <p>A {@link io.penstock.codec.Codec} writes values of one type and describes its bytes with a
 * {@link io.penstock.codec.Schema}. Whoever stores bytes stores the schema once beside them; a later program asks its own
 * codec for a {@link io.penstock.codec.Decoder} of that schema and gets either one that reads the old bytes with the same
 * meaning, or a {@link io.penstock.codec.SchemaMismatchException} that says what changed. Bytes are not trusted: broken
 * ones end in {@link io.penstock.codec.CorruptDataException}, memory is bounded by the size of the input, and no class is
 * ever looked up by a name found in data. (Records on their way are the one exception outside of this package: see {@code
 * RecordTypes} of the gates.)
 *
 * <p>Start reading at {@link io.penstock.codec.Codecs}, then {@code CodecBuilder} (from a Java type to a codec) and
 * {@code Resolution} (from a written schema to a decoder). Depends on the JDK and Jackson only.
 */
@NullMarked
package io.penstock.codec;

import org.jspecify.annotations.NullMarked;
