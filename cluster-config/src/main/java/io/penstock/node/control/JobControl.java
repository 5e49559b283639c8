package io.penstock.node.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.Savepoint;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * What can be asked of a job:
 *
 * <pre>
 * {"command":"status"}
 * {"command":"savepoint","to":"/absolute/folder"}
 * {"command":"stop"}                                    also with "to", for a savepoint of the last checkpoint
 * {"command":"stop","drain":true}
 * </pre>
 */
public final class JobControl implements ControlServer.Requests {
    private final JobHandle job;

    public JobControl(JobHandle job) {
        this.job = job;
    }

    @Override
    public ObjectNode answer(JsonNode request) throws InterruptedException {
        String command = request.path("command").asText("");
        return switch (command) {
            case "status" -> StatusJson.of(job.name(), job.status());
            case "savepoint" -> describe(get(job.savepoint(folder(request))));
            case "stop" -> stop(request);
            default ->
                throw new RefusedRequestException(
                        "'" + command + "' is no command, expected status, savepoint or stop");
        };
    }

    private ObjectNode stop(JsonNode request) throws InterruptedException {
        boolean drain = request.path("drain").asBoolean(false);
        if (!request.has("to")) {
            return describe(get(drain ? job.drain() : job.stop()));
        }
        if (drain) {
            throw new RefusedRequestException(
                    "a drained job is at its end, so there is nothing to go on from: stop either"
                            + " with --drain or with --to");
        }
        Savepoint savepoint = get(job.stopWithSavepoint(folder(request)));
        return describe(get(job.end())).setAll(describe(savepoint));
    }

    private static Path folder(JsonNode request) {
        String to = request.path("to").asText("");
        try {
            Path folder = Path.of(to);
            if (folder.isAbsolute()) {
                return folder;
            }
        } catch (InvalidPathException e) {
            throw new RefusedRequestException("'" + to + "' is no path: " + e.getMessage(), e);
        }
        throw new RefusedRequestException("'to' is '" + to + "', expected the absolute path of a folder");
    }

    private static <X> X get(CompletionStage<X> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RefusedRequestException(
                    cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }

    private static ObjectNode describe(Savepoint savepoint) {
        ObjectNode json = ControlServer.JSON.createObjectNode();
        json.putObject("savepoint")
                .put("folder", savepoint.folder().toString())
                .put("id", savepoint.id())
                .put("checkpoint", savepoint.checkpointId())
                .put("takenAt", savepoint.takenAt().toString())
                .put("bytes", savepoint.bytes())
                .put("last", savepoint.last());
        return json;
    }

    private static ObjectNode describe(JobEnd end) {
        ObjectNode json = ControlServer.JSON.createObjectNode();
        if (end instanceof JobEnd.Finished finished) {
            return json.put("end", "finished").put("checkpoint", finished.lastCheckpoint());
        }
        if (end instanceof JobEnd.Stopped stopped) {
            return json.put("end", "stopped").put("checkpoint", stopped.lastCheckpoint());
        }
        return json.put("end", "suspended").put("cause", ((JobEnd.Suspended) end).cause());
    }
}
