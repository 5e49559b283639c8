package io.penstock.connector.socket;

import com.typesafe.config.Config;
import io.penstock.connector.socket.FrameServer.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server of the framed protocol without a job: keeps records in a {@link FrameStore}, drops repetitions by the last
 * sequence that is kept of each client, and acknowledges what is kept. With a {@link FramedSink} that is {@link
 * FramedSink#exactlyOnce}, each record is in the store once, whatever crashes.
 */
public final class FrameReceiver implements AutoCloseable {
    private final FrameServer server;

    private FrameReceiver(FrameServer server) {
        this.server = server;
    }

    /** Listens on a port of loopback; 0 takes any that is free. The store is the caller's to close. */
    public static FrameReceiver listen(int port, FrameStore store) throws IOException, InterruptedException {
        Limits limits = Limits.load();
        return listen(new Endpoint(limits.bindAddress(), port), null, limits, store);
    }

    /**
     * Listens on an address of this machine.
     *
     * @param tls null for none
     * @param sockets what stands under {@code penstock.connector.sockets}
     */
    public static FrameReceiver listen(String address, int port, @Nullable Tls tls, Config sockets, FrameStore store)
            throws IOException, InterruptedException {
        return listen(new Endpoint(address, port), tls, Limits.of(sockets), store);
    }

    private static FrameReceiver listen(Endpoint at, @Nullable Tls tls, Limits limits, FrameStore store)
            throws IOException, InterruptedException {
        return new FrameReceiver(FrameServer.open("frame-receiver", at, tls, limits, new Storing(store)));
    }

    /** Keeps what is new. */
    private record Storing(FrameStore store) implements FrameServer.Intake {
        @Override
        public long begin(Session session) throws IOException {
            // What a former session stored may not have been acknowledged.
            store.force();
            return store.lastSequence(session.client());
        }

        @Override
        public void take(Session session, long sequence, byte[] payload) throws IOException {
            if (sequence > store.lastSequence(session.client())) {
                store.store(session.client(), sequence, payload);
            }
        }

        @Override
        public void pause(Session session) throws IOException {
            store.force();
            session.acknowledge(store.lastSequence(session.client()));
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
    }
}
