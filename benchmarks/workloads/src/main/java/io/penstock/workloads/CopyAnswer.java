package io.penstock.workloads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CopyProcess} says to a request.
 *
 * @param seconds from the start of the engine to the end of the job, with its last commit; 0 if it was not to end
 * @param cpuSeconds of the whole process in that time
 * @param failure why the job failed, or null if it did not
 */
public record CopyAnswer(
        double seconds, double cpuSeconds, @Nullable String failure) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static CopyAnswer done() {
        return new CopyAnswer(0, 0, null);
    }

    static CopyAnswer failed(String why) {
        return new CopyAnswer(0, 0, why);
    }

    String line() throws JsonProcessingException {
        return JSON.writeValueAsString(this);
    }

    /** From the line of text that it was sent as. */
    public static CopyAnswer of(String line) throws JsonProcessingException {
        return JSON.readValue(line, CopyAnswer.class);
    }
}
