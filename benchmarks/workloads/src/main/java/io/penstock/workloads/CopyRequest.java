package io.penstock.workloads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A job that copies a Kafka topic to another, bytes as they are.
 *
 * @param servers {@code host:port} of Kafka
 * @param exactlyOnce or else at least once
 * @param bounded whether the job ends behind what is there when it starts; or else it runs until it is stopped
 * @param parallelism tasks that read and write
 * @param intervalMillis from checkpoint to checkpoint
 */
public record CopyRequest(
        String servers,
        String from,
        String to,
        boolean exactlyOnce,
        boolean bounded,
        int parallelism,
        long intervalMillis) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As one line of text. */
    public String line() throws JsonProcessingException {
        return JSON.writeValueAsString(this);
    }

    static CopyRequest of(String line) throws JsonProcessingException {
        return JSON.readValue(line, CopyRequest.class);
    }
}
