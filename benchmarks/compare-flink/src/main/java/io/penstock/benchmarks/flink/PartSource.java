package io.penstock.benchmarks.flink;

import io.penstock.workloads.PartReader.Position;
import io.penstock.workloads.Run;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The parts of {@link Run#current}: one for each reader.
 *
 * @param recordsPerPoll how many records are given in one call
 * @param reuse whether they are all one object
 */
record PartSource(int recordsPerPoll, boolean reuse) implements Source<FlinkEvent, PartSource.Part, BitSet> {

    /** A part and where reading goes on. */
    record Part(Position position) implements SourceSplit {
        @Override
        public String splitId() {
            return Integer.toString(position.part());
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<FlinkEvent, Part> createReader(SourceReaderContext context) {
        return new PartSourceReader(recordsPerPoll, reuse);
    }

    @Override
    public SplitEnumerator<Part, BitSet> createEnumerator(SplitEnumeratorContext<Part> context) {
        return new PartEnumerator(context, new BitSet());
    }

    @Override
    public SplitEnumerator<Part, BitSet> restoreEnumerator(SplitEnumeratorContext<Part> context, BitSet assigned) {
        return new PartEnumerator(context, assigned);
    }

    @Override
    public SimpleVersionedSerializer<Part> getSplitSerializer() {
        return new PartSerializer();
    }

    @Override
    public SimpleVersionedSerializer<BitSet> getEnumeratorCheckpointSerializer() {
        return new AssignedSerializer();
    }

    private static final class PartSerializer implements SimpleVersionedSerializer<Part> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Part part) {
            Position position = part.position();
            return ByteBuffer.allocate(Integer.BYTES + Long.BYTES + Integer.BYTES)
                    .putInt(position.part())
                    .putLong(position.next())
                    .putInt(position.closed())
                    .array();
        }

        @Override
        public Part deserialize(int version, byte[] serialized) {
            ByteBuffer bytes = ByteBuffer.wrap(serialized);
            return new Part(new Position(bytes.getInt(), bytes.getLong(), bytes.getInt()));
        }
    }

    private static final class AssignedSerializer implements SimpleVersionedSerializer<BitSet> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(BitSet assigned) {
            return assigned.toByteArray();
        }

        @Override
        public BitSet deserialize(int version, byte[] serialized) {
            return BitSet.valueOf(serialized);
        }
    }
}
