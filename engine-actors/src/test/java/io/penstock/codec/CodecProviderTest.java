package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("SameNameButDifferent") // a record before and after a change
class CodecProviderTest {

    /** No Jackson class: its constructor has a parameter. */
    public static final class Money {
        private final long cents;

        public Money(long cents) {
            this.cents = cents;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Money that && cents == that.cents;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(cents);
        }
    }

    private static final class MoneyCodec extends CustomCodec<Money> {
        private final int version;

        MoneyCodec(int version) {
            super("money", version);
            this.version = version;
        }

        @Override
        protected void write(Money value, BinaryOutput out) {
            if (version == 1) {
                out.writeInt((int) value.cents);
            } else {
                out.writeZigZagLong(value.cents);
            }
        }

        @Override
        protected Money read(BinaryInput in, int written) {
            long cents = written == 1 ? in.readInt() : in.readZigZagLong();
            if (cents == Long.MIN_VALUE) {
                throw new ArithmeticException("too little money");
            }
            return new Money(cents);
        }
    }

    public static final class Provider implements CodecProvider {
        @Override
        @SuppressWarnings("unchecked")
        public <T> Optional<Codec<T>> codec(Class<T> type) {
            return type.getName().equals(Money.class.getName())
                    ? Optional.of((Codec<T>) new MoneyCodec(2))
                    : Optional.empty();
        }
    }

    record Bill(String to, @Nullable Money money, List<Money> parts) {}

    private static Codec<Bill> bills(int version) {
        return Codecs.of(Bill.class, List.of(CodecProvider.of(Money.class, new MoneyCodec(version))));
    }

    private static final Bill BILL = new Bill("me", new Money(5), List.of(new Money(6)));

    @Test
    void explicitProvidersServeInsideRecords() {
        assertThat(Bytes.roundTrip(bills(2), BILL)).isEqualTo(BILL);
        assertThat(bills(2).schema().toString()).contains("parts: list<custom money version 2>?");
        assertThatThrownBy(() -> Codecs.of(Bill.class))
                .isInstanceOf(UnsupportedTypeException.class)
                .hasMessageContaining("component money of record");
    }

    @Test
    void olderVersionsAreReadAndNewerOnesRefused() {
        assertThat(Bytes.evolve(bills(1), BILL, bills(2))).isEqualTo(BILL);
        assertThatThrownBy(() -> bills(1).decoder(bills(2).schema()))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("at money the codec of custom money version 1 reads its own name only");
    }

    @Test
    void droppedCustomValuesAreSkipped() {
        record Bill(String to) {}
        assertThat(Bytes.evolve(bills(2), BILL, Codecs.of(Bill.class))).isEqualTo(new Bill("me"));
    }

    @Test
    void customCodecsThatFailMeanCorruptData() {
        MoneyCodec codec = new MoneyCodec(2);
        byte[] bytes = Bytes.of(codec, new Money(Long.MIN_VALUE));
        assertThatThrownBy(() -> Bytes.read(codec::decode, bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("too little money");
        byte[] longer = {0, 0, 0, 2, 4, 4};
        assertThatThrownBy(() -> Bytes.read(codec::decode, longer))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("found 1 more bytes");
    }

    @Test
    void codecsThatThrowAnythingInsideARecordMeanCorruptData() {
        Codec<Money> rude = new Codec<>() {
            @Override
            public void encode(Money value, BinaryOutput out) {
                out.writeLong(value.cents);
            }

            @Override
            public Money decode(BinaryInput in) {
                in.skip(8);
                throw new IllegalStateException("rude");
            }

            @Override
            public Schema schema() {
                return Schema.LONG;
            }
        };
        Codec<Bill> codec = Codecs.of(Bill.class, List.of(CodecProvider.of(Money.class, rude)));
        byte[] bytes = Bytes.of(codec, BILL);
        assertThatThrownBy(() -> Bytes.read(codec::decode, bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("component money of record io.penstock.codec.CodecProviderTest$Bill")
                .hasRootCauseMessage("rude");
        assertThat(rude.decoder(Schema.LONG)).isNotNull();
        assertThatThrownBy(() -> rude.decoder(Schema.INT)).isInstanceOf(SchemaMismatchException.class);
    }

    @Test
    void providersAreFoundThroughTheLoaderOfTheClass(@TempDir Path folder)
            throws ReflectiveOperationException, IOException {
        Path services = Files.writeString(folder.resolve("services"), Provider.class.getName() + "\n");
        Class<?> type = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(Money.class.getName())) {
                    return super.loadClass(name, resolve);
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.equals("META-INF/services/" + CodecProvider.class.getName())
                        ? Collections.enumeration(List.of(services.toUri().toURL()))
                        : super.getResources(name);
            }
        }.loadClass(Money.class.getName());
        assertThat(type).isNotEqualTo(Money.class);
        assertThat(Codecs.of(type).schema()).isEqualTo(Schema.custom("money", 2));
    }
}
