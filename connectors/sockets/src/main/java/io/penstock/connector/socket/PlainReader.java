package io.penstock.connector.socket;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import java.io.IOException;

/** Takes what connections bring, decodes and parses it. */
final class PlainReader<T> implements SplitReader<T, SocketSplit> {
    private final SocketSplit from;
    private final PlainSettings settings;
    private final ParseFunction<String, T> parse;
    private final TextDecoder decoder;
    private final BadRecords bad;
    private final HandOver<Received> received;
    private final AutoCloseable connections;
    private final Ending ending;
    private final ConnectorMetrics.Counter bytesRead;
    private long taken;

    /** A record with where it came from. */
    record Received(String peer, RecordCutter.Cut cut) {}

    private PlainReader(
            SocketSplit from,
            PlainSettings settings,
            ParseFunction<String, T> parse,
            ReadSettings reading,
            HandOver<Received> received,
            Ending ending)
            throws IOException, InterruptedException {
        this.from = from;
        this.settings = settings;
        this.parse = parse;
        this.decoder = new TextDecoder(settings.charset());
        this.bad = new BadRecords(settings.onError(), reading);
        this.received = received;
        this.ending = ending;
        ConnectorMetrics metrics = reading.environment().metrics();
        this.bytesRead = metrics.counter("bytesRead");
        PlainConnections plain = new PlainConnections(settings, received, ending, metrics);
        String name = reading.jobName() + "-" + reading.sourceName();
        this.connections = settings.listens() ? plain.listen(name) : plain.connect(name);
    }

    static <T> PlainReader<T> open(
            SocketSplit split, PlainSettings settings, ParseFunction<String, T> parse, ReadSettings reading)
            throws IOException, InterruptedException {
        Limits limits = settings.limits();
        HandOver<Received> received = new HandOver<>(limits.queueRecords(), limits.queueBytes(), reading.wakeUp());
        return new PlainReader<>(split, settings, parse, reading, received, new Ending(reading.wakeUp()));
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        long bytes = 0;
        ReadStatus status = ReadStatus.MORE;
        for (int room = out.remaining(); room > 0; room--) {
            // Asked first: what was handed over before the end is still to be read.
            boolean ended = ending.isEnded();
            Received next = received.poll();
            if (next == null) {
                ending.throwFailure();
                status = ended ? ReadStatus.FINISHED : ReadStatus.IDLE;
                break;
            }
            taken++;
            bytes += next.cut().bytes().length;
            take(next, out);
        }
        bytesRead.add(bytes);
        return status;
    }

    private void take(Received next, ReadBuffer<T> out) throws Exception {
        RecordCutter.Cut cut = next.cut();
        if (cut.fault() == RecordCutter.Fault.INCOMPLETE && !settings.lastWithoutDelimiter()) {
            bad.skip(
                    where(next),
                    decoder.show(cut.bytes()),
                    new MalformedRecordException("the connection ended before the delimiter"),
                    out);
            return;
        }
        T value;
        try {
            if (cut.fault() == RecordCutter.Fault.TOO_LONG) {
                throw new MalformedRecordException("it is longer than " + settings.maxRecordBytes() + " bytes");
            }
            value = parse.parse(decoder.decode(cut.bytes()));
            if (value == null) {
                throw new MalformedRecordException("the parse function gave null");
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            bad.onBad(where(next), decoder.show(cut.bytes()), e, out);
            return;
        }
        out.add(value);
    }

    private static String where(Received next) {
        return "connection " + next.peer() + " at byte " + next.cut().position();
    }

    @Override
    public SocketSplit split() {
        return from.behind(taken);
    }

    @Override
    public void close() throws Exception {
        received.close();
        connections.close();
    }
}
