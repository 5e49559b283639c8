package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BinaryStreamsTest {

    private final BinaryOutput out = new BinaryOutput(0);

    private BinaryInput written() {
        return new BinaryInput(out.toByteArray());
    }

    @Test
    void numbersComeBack() {
        out.writeByte(-1);
        out.writeBoolean(true);
        out.writeShort(-300);
        out.writeInt(Integer.MIN_VALUE);
        out.writeLong(Long.MAX_VALUE);
        out.writeFloat(-0.0f);
        out.writeDouble(Double.MIN_VALUE);
        BinaryInput in = written();
        assertThat(in.readByte()).isEqualTo((byte) -1);
        assertThat(in.readBoolean()).isTrue();
        assertThat(in.readShort()).isEqualTo((short) -300);
        assertThat(in.readInt()).isEqualTo(Integer.MIN_VALUE);
        assertThat(in.readLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(in.readFloat()).isEqualTo(-0.0f);
        assertThat(in.readDouble()).isEqualTo(Double.MIN_VALUE);
        in.expectEnd();
    }

    @Test
    void fixedNumbersAreBigEndian() {
        out.writeInt(0x01020304);
        assertThat(out.toByteArray()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void variableNumbersOfAllLengthsComeBack() {
        for (int bits = 0; bits < 64; bits++) {
            for (long v : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits)}) {
                out.reset();
                out.writeVarLong(v);
                out.writeZigZagLong(v);
                out.writeVarInt((int) v);
                out.writeZigZagInt((int) v);
                BinaryInput in = written();
                assertThat(in.readVarLong()).isEqualTo(v);
                assertThat(in.readZigZagLong()).isEqualTo(v);
                assertThat(in.readVarInt()).isEqualTo((int) v);
                assertThat(in.readZigZagInt()).isEqualTo((int) v);
                in.expectEnd();
            }
        }
    }

    @Test
    void tooLongVariableNumbersAreCorrupt() {
        byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        assertThatThrownBy(() -> new BinaryInput(endless).readVarLong())
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("Corrupt data at byte 0: expected a var-long of at most 10 bytes, found a longer one");
        assertThatThrownBy(() -> new BinaryInput(endless).readVarInt()).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> new BinaryInput(new byte[] {-1, -1, -1, -1, 0x1f}).readVarInt())
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("expected a var-int of 32 bits");
    }

    @Test
    void everyStringComesBackEvenWithLoneSurrogates() {
        Random random = new Random(7);
        int[] upTo = {0x80, 0x100, 0x800, 0x10000};
        for (int round = 0; round < 2_000; round++) {
            int length = random.nextInt(round % 20 == 0 ? 600 : 40);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                if (random.nextInt(4) == 0) {
                    text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                } else {
                    text.append((char) random.nextInt(upTo[random.nextInt(upTo.length)]));
                }
            }
            out.reset();
            out.writeUtf8(text.toString());
            BinaryInput in = written();
            assertThat(in.readUtf8()).isEqualTo(text.toString());
            in.expectEnd();
        }
    }

    @Test
    void longTextIsUtf8() {
        String text = "ä€😀".repeat(100);
        out.writeUtf8(text);
        BinaryInput in = written();
        int length = in.readVarInt();
        assertThat(in.readRaw(length)).isEqualTo(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void malformedUtf8IsCorrupt() {
        byte[][] malformed = {
            {1, (byte) 0x80}, // continuation alone
            {1, (byte) 0xc3}, // cut
            {2, (byte) 0xc0, (byte) 0x80}, // overlong
            {2, (byte) 0xc3, 0x41}, // no continuation
            {4, (byte) 0xf7, (byte) 0xbf, (byte) 0xbf, (byte) 0xbf}, // beyond Unicode
            {1, (byte) 0xff},
        };
        for (byte[] bytes : malformed) {
            assertThatThrownBy(() -> new BinaryInput(bytes).readUtf8())
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("Corrupt data at byte 1: expected UTF-8, found a malformed sequence");
        }
    }

    @Test
    void lengthsAreCheckedBeforeAnythingIsAllocated() {
        out.writeVarInt(Integer.MAX_VALUE);
        assertThatThrownBy(() -> written().readUtf8())
                .hasMessage("Corrupt data at byte 0: expected a length of a string that fits in the 0 bytes left,"
                        + " found 2147483647");
        assertThatThrownBy(() -> written().readBytes()).isInstanceOf(CorruptDataException.class);
        out.reset();
        out.writeVarInt(-1);
        assertThatThrownBy(() -> written().readBytes())
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("found 4294967295");
    }

    @Test
    void nothingOutsideTheRangeIsRead() {
        BinaryInput in = new BinaryInput(new byte[] {9, 1, 2, 9}, 1, 2);
        assertThat(in.readByte()).isEqualTo((byte) 1);
        assertThat(in.readByte()).isEqualTo((byte) 2);
        assertThatThrownBy(in::readByte)
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("Corrupt data at byte 3: expected a byte, found 0 bytes left where 1 are wanted");
        assertThatThrownBy(() -> new BinaryInput(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void framesHoldTheirLength() {
        int frame = out.beginFrame();
        out.writeUtf8("inside");
        out.endFrame(frame);
        out.writeByte(42);
        BinaryInput in = written();
        BinaryInput inside = in.readFrame();
        assertThat(inside.readUtf8()).isEqualTo("inside");
        inside.expectEnd();
        assertThat(in.readByte()).isEqualTo((byte) 42);
    }

    @Test
    void leftOverBytesAreReported() {
        assertThatThrownBy(() -> new BinaryInput(new byte[3]).expectEnd())
                .hasMessage("Corrupt data at byte 0: expected the end of the value, found 3 more bytes");
    }

    @Test
    void outputStopsAtItsLimit() {
        BinaryOutput small = new BinaryOutput(0, 10);
        small.writeLong(1);
        small.writeByte(1);
        small.writeVarInt(1);
        assertThatThrownBy(() -> small.writeByte(1))
                .isInstanceOf(SizeLimitException.class)
                .hasMessage("Output limit of 10 bytes reached: 10 written, 1 more wanted");
        assertThatThrownBy(() -> small.writeVarLong(1)).isInstanceOf(SizeLimitException.class);
        assertThatThrownBy(() -> small.writeUtf8("")).isInstanceOf(SizeLimitException.class);
        assertThat(small.size()).isEqualTo(10);
        small.reset();
        small.writeUtf8("123456789");
        assertThat(small.size()).isEqualTo(10);
    }

    @Test
    void onlyWrittenBytesCanBePatched() {
        out.writeInt(1);
        out.patchInt(0, 7);
        assertThat(written().readInt()).isEqualTo(7);
        assertThatThrownBy(() -> out.patchInt(1, 7)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void booleansAreZeroOrOne() {
        assertThatThrownBy(() -> new BinaryInput(new byte[] {2}).readBoolean())
                .hasMessage("Corrupt data at byte 0: expected a boolean, 0 or 1, found 2");
    }
}
