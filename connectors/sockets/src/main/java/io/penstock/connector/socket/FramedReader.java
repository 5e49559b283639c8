package io.penstock.connector.socket;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what clients send, and acknowledges what is in the journal. */
final class FramedReader<T> implements SplitReader<T, SocketSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(FramedSource.class);

    private final SocketSplit from;
    private final ParseFunction<Framed, T> parse;
    private final BadRecords bad;
    private final HandOver<Framed> received;
    private final ConnectorMetrics.Counter bytesRead;
    private final Clients clients;
    private final FrameServer server;
    /** Read and not yet in the journal, oldest first: as much as the engine lets wait for the journal. */
    private final ArrayDeque<Call> calls = new ArrayDeque<>();

    private long taken;

    /** What one call has read: up to which record of the source, and up to which of each client. */
    private record Call(long records, Map<String, Long> last) {}

    private FramedReader(
            SocketSplit from,
            FramedSource.FramedSettings settings,
            ParseFunction<Framed, T> parse,
            ReadSettings reading,
            HandOver<Framed> received)
            throws IOException, InterruptedException {
        this.from = from;
        this.parse = parse;
        this.bad = new BadRecords(settings.onError(), reading);
        this.received = received;
        ConnectorMetrics metrics = reading.environment().metrics();
        this.bytesRead = metrics.counter("bytesRead");
        this.clients = new Clients(received, settings.limits().framed().maxClients(), metrics.counter("connections"));
        String name = reading.jobName() + "-" + reading.sourceName();
        this.server = FrameServer.open(name, settings.endpoint(), settings.tls(), settings.limits(), clients);
        LOG.info("{} listens on {}", name, server.address());
        settings.onListening().accept(server.address());
    }

    static <T> FramedReader<T> open(
            SocketSplit split,
            FramedSource.FramedSettings settings,
            ParseFunction<Framed, T> parse,
            ReadSettings reading)
            throws IOException, InterruptedException {
        Limits limits = settings.limits();
        return new FramedReader<>(
                split,
                settings,
                parse,
                reading,
                new HandOver<>(limits.queueRecords(), limits.queueBytes(), reading.wakeUp()));
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        Map<String, Long> last = new HashMap<>();
        ReadStatus status = ReadStatus.MORE;
        long bytes = 0;
        for (int room = out.remaining(); room > 0; room--) {
            Framed next = received.poll();
            if (next == null) {
                status = ReadStatus.IDLE;
                break;
            }
            taken++;
            last.put(next.client(), next.sequence());
            bytes += next.payload().length;
            take(next, out);
        }
        bytesRead.add(bytes);
        if (!last.isEmpty()) {
            calls.add(new Call(from.records() + taken, last));
        }
        return status;
    }

    private void take(Framed next, ReadBuffer<T> out) throws Exception {
        T value;
        try {
            value = parse.parse(next);
            if (value == null) {
                throw new MalformedRecordException("the parse function gave null");
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            bad.onBad("client " + next.client() + " sequence " + next.sequence(), next.text(), e, out);
            return;
        }
        out.add(value);
    }

    @Override
    public void journaled(SocketSplit split) {
        while (!calls.isEmpty() && calls.getFirst().records() <= split.records()) {
            calls.removeFirst().last().forEach(clients::journaled);
        }
    }

    @Override
    public SocketSplit split() {
        return from.behind(taken);
    }

    @Override
    public void close() throws Exception {
        received.close();
        server.close();
    }
}
