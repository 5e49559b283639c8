package io.penstock.connector.collection;

import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list that the job's definition holds. For tests, examples and small reference sets. Immutable.
 *
 * <p><b>Guarantee:</b> exactly once. A position is an index. It belongs to this very list: when a job is restored with
 * another one, told by a hash of the elements as their codec writes them, the source refuses it.
 *
 * @param <T> the elements; must not be changed
 */
public final class CollectionSource<T> implements Source<T, CollectionSplit> {
    private static final int GREATEST_SPLITS = 32_768;

    private final List<T> elements;
    private final long fingerprint;
    private final int splits;

    private CollectionSource(List<T> elements, long fingerprint, int splits) {
        this.elements = elements;
        this.fingerprint = fingerprint;
        this.splits = splits;
    }

    /**
     * These elements, all of one class.
     *
     * @throws IllegalArgumentException if there are none, or of several classes: give a list and its class then
     */
    @SafeVarargs
    @SuppressWarnings({"unchecked", "varargs"})
    public static <T> CollectionSource<T> of(T... elements) {
        if (elements.length == 0) {
            throw new IllegalArgumentException(
                    "the class of no elements cannot be told: use CollectionSource.of(List.of(), TheClass.class)");
        }
        Class<?> type = elements[0].getClass();
        for (int i = 1; i < elements.length; i++) {
            if (elements[i].getClass() != type) {
                throw new IllegalArgumentException("element 0 is a " + type.getName() + " and element " + i + " a "
                        + elements[i].getClass().getName()
                        + ": use CollectionSource.of(list, TheirCommonClass.class)");
            }
        }
        return of(List.of(elements), (Class<T>) type);
    }

    /** The elements of a list. The class says how they are written, for the hash. */
    public static <T> CollectionSource<T> of(List<T> elements, Class<T> type) {
        return of(elements, Codecs.of(type));
    }

    /** The elements of a list. The codec says how they are written, for the hash. */
    public static <T> CollectionSource<T> of(List<T> elements, Codec<T> codec) {
        List<T> copy = List.copyOf(elements);
        return new CollectionSource<>(copy, fingerprint(copy, codec), 1);
    }

    /**
     * Cuts the list in so many ranges, to be read in parallel. The default is 1. May be changed between two runs: what was
     * cut keeps its ranges.
     */
    public CollectionSource<T> splits(int count) {
        if (count < 1 || count > GREATEST_SPLITS) {
            throw new IllegalArgumentException("splits must be from 1 to " + GREATEST_SPLITS + ", not " + count);
        }
        return new CollectionSource<>(elements, fingerprint, count);
    }

    private static <T> long fingerprint(List<T> elements, Codec<T> codec) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            BinaryOutput out = new BinaryOutput();
            for (T element : elements) {
                out.reset();
                codec.encode(element, out);
                // With its length, so that what one element ends with cannot begin the next.
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, out.size()));
                digest.update(out.array(), 0, out.size());
            }
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String describe() {
        return "collection of " + elements.size();
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, true, false);
    }

    @Override
    public List<CollectionSplit> splits() {
        List<CollectionSplit> all = new ArrayList<>();
        int size = elements.size();
        for (int i = 0; i < splits; i++) {
            int from = (int) ((long) size * i / splits);
            int to = (int) ((long) size * (i + 1) / splits);
            all.add(new CollectionSplit(from, to, from, size, fingerprint));
        }
        return all;
    }

    @Override
    public SourceReader<T, CollectionSplit> reader(ReadSettings settings) {
        return split -> open(split, settings);
    }

    private SplitReader<T, CollectionSplit> open(CollectionSplit split, ReadSettings settings)
            throws SplitChangedException {
        if (split.size() != elements.size() || split.fingerprint() != fingerprint) {
            String change = split.size() == elements.size()
                    ? "elements are different or in another order (hash " + Long.toHexString(split.fingerprint())
                            + " before, " + Long.toHexString(fingerprint) + " now; the size is still "
                            + elements.size() + ")"
                    : "it had " + split.size() + " elements and has " + elements.size();
            throw new SplitChangedException("the collection of source " + settings.sourceName() + " of job "
                    + settings.jobName() + " has changed since the checkpoint, at position " + split.next() + ": "
                    + change + ". Run the job with the former collection, or start it anew in another journal");
        }
        return new CollectionReader<>(elements, split);
    }

    @Override
    public Codec<CollectionSplit> splitCodec() {
        return Codecs.of(CollectionSplit.class);
    }
}
