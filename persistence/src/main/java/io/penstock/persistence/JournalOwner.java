package io.penstock.persistence;

import java.time.Instant;

/**
 * Who owns a directory.
 *
 * @param pid process id as the owner sees it (another container may count differently); 0 if it could not be read
 * @param host name of the owner's machine; empty if it could not be read
 * @param since when the owner took the directory
 * @param thisProcess whether the owner lives in this very JVM
 */
public record JournalOwner(long pid, String host, Instant since, boolean thisProcess) {

    String describe() {
        String who = pid == 0 ? "a process that did not leave its pid" : "process " + pid;
        return (thisProcess ? "this process itself (pid " + pid + ", another actor system or plugin)" : who)
                + (host.isEmpty() ? "" : " on host " + host) + " since " + since;
    }
}
