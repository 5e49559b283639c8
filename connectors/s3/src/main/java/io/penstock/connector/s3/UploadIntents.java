package io.penstock.connector.s3;

import io.penstock.connector.SinkContext;
import io.penstock.connector.files.FileSinkSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says which uploads of one lane may have begun, before they begin, so that those that are left over can be aborted and no
 * others. An intent is an object that lists keys, one in each line:
 *
 * <pre>
 *   directory/.uploads/{jobId}/{sink}/{lane}-of-{lanes}/g{generation}-{epoch}
 * </pre>
 *
 * It is deleted once the epoch is committed. The number of lanes is part of the name because after a change of it a
 * restored upload may be completed by any lane: only as long as it has not changed does a lane know that nobody but itself
 * names uploads of its intents.
 */
final class UploadIntents {
    static final String ROOT = ".uploads/";

    private static final Pattern INTENT = Pattern.compile("g(\\d{1,18})-(\\d{1,18})");

    private final ObjectStore store;
    private final String bucket;
    private final SinkContext context;
    private final String sinkFolder;
    private final String ofLanes;
    private final String laneFolder;

    /** @param directory of the sink, with a slash at its end, or empty */
    UploadIntents(ObjectStore store, String bucket, String directory, SinkContext context) {
        this.store = store;
        this.bucket = bucket;
        this.context = context;
        this.sinkFolder = directory + ROOT + FileSinkSettings.checkSafe("job id", context.jobId()) + "/"
                + FileSinkSettings.checkSafe("sink name", context.sinkName()) + "/";
        this.ofLanes = "-of-" + context.lanes();
        this.laneFolder = sinkFolder + context.lane() + ofLanes + "/";
    }

    /**
     * Uploads of these keys may begin now.
     *
     * @return the key of the intent
     */
    String record(long epoch, List<String> keys) throws IOException {
        String intent = laneFolder + "g" + context.generation() + "-" + epoch;
        store.put(bucket, intent, String.join("\n", keys).getBytes(StandardCharsets.UTF_8));
        return intent;
    }

    /** All uploads of an intent are completed. */
    void done(String intent) throws IOException {
        store.delete(bucket, intent);
    }

    /** Aborts what earlier generations of this lane left and no committable names. */
    void sweepLane(Collection<PreparedObjects> restored) throws IOException {
        Set<String> named = restored.stream()
                .flatMap(epoch -> Stream.concat(epoch.objects().stream(), epoch.manifest().stream()))
                .flatMap(object -> object.upload().stream())
                .map(PreparedObject.Upload::id)
                .collect(Collectors.toSet());
        sweep(laneFolder, folder -> true, generation -> generation < context.generation(), named);
    }

    /**
     * Aborts what was left when the sink had another number of lanes. May be called once every lane has committed what it
     * was restored with.
     */
    void sweepFormerLanes() throws IOException {
        sweep(
                sinkFolder,
                folder -> !folder.endsWith(ofLanes),
                generation -> generation < context.generation(),
                Set.of());
    }

    /** The job is over: aborts what is left of this lane. */
    void remove() throws IOException {
        sweep(laneFolder, folder -> true, generation -> generation <= context.generation(), Set.of());
        if (context.lane() == 0) {
            sweepFormerLanes();
        }
    }

    /** @param folders which of the folders below, by their names without the slash at the end */
    private void sweep(String prefix, Predicate<String> folders, Predicate<Long> stale, Set<String> spared)
            throws IOException {
        List<String> intents = new ArrayList<>();
        store.list(bucket, prefix, object -> {
            int slash = object.key().lastIndexOf('/');
            Matcher name = INTENT.matcher(object.key().substring(slash + 1));
            if (name.matches()
                    && folders.test(object.key().substring(0, slash))
                    && stale.test(Long.parseLong(name.group(1)))) {
                intents.add(object.key());
            }
        });
        for (String intent : intents) {
            for (String key : new String(store.getWhole(bucket, intent), StandardCharsets.UTF_8).split("\n", -1)) {
                for (String upload : store.uploads(bucket, key)) {
                    if (!spared.contains(upload)) {
                        store.abort(bucket, key, upload);
                    }
                }
            }
            store.delete(bucket, intent);
        }
    }
}
