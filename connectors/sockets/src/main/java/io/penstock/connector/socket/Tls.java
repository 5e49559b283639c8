package io.penstock.connector.socket;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * TLS for connections. Keys, certificates and protocols are those of the context, which is asked for anew for each
 * connection, so that a renewed certificate is taken up.
 */
public final class Tls {
    private final Supplier<SSLContext> context;
    private final boolean clientCertificate;
    private final boolean hostCheck;

    private Tls(Supplier<SSLContext> context, boolean clientCertificate, boolean hostCheck) {
        this.context = context;
        this.clientCertificate = clientCertificate;
        this.hostCheck = hostCheck;
    }

    /** With the JVM's own key and trust stores ({@code javax.net.ssl.*}), or whatever the supplier gives. */
    public static Tls of(Supplier<SSLContext> context) {
        return new Tls(context, false, true);
    }

    /** Who listens asks the other side for a certificate, and closes the connection if it has none that is trusted. */
    public Tls clientCertificateRequired() {
        return new Tls(context, true, hostCheck);
    }

    /**
     * Who connects does not compare the certificate with the host's name. The certificate must be trusted all the same, so
     * this is right only where everyone whom the trust store names may answer.
     */
    public Tls withoutHostCheck() {
        return new Tls(context, clientCertificate, false);
    }

    SSLContext context() {
        return context.get();
    }

    boolean clientCertificate() {
        return clientCertificate;
    }

    boolean hostCheck() {
        return hostCheck;
    }
}
