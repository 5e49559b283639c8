package io.penstock.connector.socket;

/**
 * One address that a source listens on or connects to.
 *
 * @param address as the source writes it
 * @param records how many were read of it, good or bad, since the job began
 */
public record SocketSplit(String address, long records) {
    SocketSplit behind(long more) {
        return new SocketSplit(address, records + more);
    }
}
