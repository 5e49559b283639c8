package io.penstock.node;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A queue that outlives processes: each file in a folder is a record, its name, and is deleted once it is acknowledged. */
record SpoolSource(Path folder) implements Source<String, Integer> {
    @Override
    public String describe() {
        return "files in " + folder;
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(false, false, true);
    }

    @Override
    public List<Integer> splits() {
        return List.of(0);
    }

    @Override
    public Codec<Integer> splitCodec() {
        return Codecs.INT;
    }

    @Override
    public Optional<Codec<String>> recordCodec() {
        return Optional.of(Codecs.STRING);
    }

    @Override
    public SourceReader<String, Integer> reader(ReadSettings settings) {
        return Reader::new;
    }

    private final class Reader implements SplitReader<String, Integer> {
        private final ArrayDeque<Path> taken = new ArrayDeque<>();
        private final Set<Path> known = new HashSet<>();
        private int acknowledged;

        Reader(int taken) {
            this.acknowledged = taken;
        }

        @Override
        public ReadStatus read(ReadBuffer<String> out) throws IOException {
            List<Path> fresh;
            try (Stream<Path> all = Files.list(folder)) {
                fresh = all.filter(file -> !known.contains(file))
                        .sorted()
                        .limit(out.remaining())
                        .toList();
            }
            for (Path file : fresh) {
                known.add(file);
                taken.add(file);
                out.add(file.getFileName().toString());
            }
            return fresh.isEmpty() ? ReadStatus.IDLE : ReadStatus.MORE;
        }

        @Override
        public void journaled(Integer position) throws IOException {
            for (; acknowledged < position; acknowledged++) {
                Files.delete(taken.remove());
            }
        }

        @Override
        public Integer split() {
            return acknowledged + taken.size();
        }

        @Override
        public void close() {}
    }
}
