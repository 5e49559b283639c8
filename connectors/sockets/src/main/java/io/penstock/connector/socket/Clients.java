package io.penstock.connector.socket;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.socket.FrameServer.Session;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running source knows of its clients: up to where each one's records were taken, and up to where they are in the
 * journal. Those that were away for longest are forgotten past the limit. Thread-safe.
 */
final class Clients implements FrameServer.Intake {
    private final HandOver<Framed> received;
    private final Map<String, Client> clients;
    private final ConnectorMetrics.Counter connections;

    private static final class Client {
        long taken;
        long journaled;

        @Nullable
        Session session;
    }

    Clients(HandOver<Framed> received, int maxClients, ConnectorMetrics.Counter connections) {
        this.connections = connections;
        this.received = received;
        this.clients = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Client> eldest) {
                return size() > maxClients && eldest.getValue().session == null;
            }
        };
    }

    @Override
    public synchronized long begin(Session session) {
        connections.add(1);
        Client client = clients.computeIfAbsent(session.client(), name -> new Client());
        client.session = session;
        return client.journaled;
    }

    @Override
    public void take(Session session, long sequence, byte[] payload) throws IOException, InterruptedException {
        if (isTaken(session, sequence)) {
            return;
        }
        // What the objects around the bytes need is counted too.
        if (!received.put(new Framed(session.client(), sequence, payload), payload.length + 64L)) {
            throw new FrameException(FrameException.Reason.UNAVAILABLE, "the source is closed");
        }
        taken(session, sequence);
    }

    private synchronized boolean isTaken(Session session, long sequence) {
        Client client = clients.get(session.client());
        return client != null && sequence <= client.taken;
    }

    /** Only the client's one session does this, so nothing came between the question and this. */
    private synchronized void taken(Session session, long sequence) {
        Client client = clients.get(session.client());
        if (client != null) {
            client.taken = sequence;
        }
    }

    /** All of a client up to this sequence is in the journal. */
    synchronized void journaled(String name, long sequence) {
        Client client = clients.get(name);
        if (client != null) {
            client.journaled = Math.max(client.journaled, sequence);
            if (client.session != null) {
                client.session.acknowledge(client.journaled);
            }
        }
    }

    @Override
    public synchronized void end(Session session) {
        Client client = clients.get(session.client());
        if (client != null && client.session == session) {
            client.session = null;
        }
    }
}
