package io.penstock.connector.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects a source reads. */
record ObjectSet(List<ObjectPattern> patterns) {
    ObjectSet {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("name at least one object, folder or glob, as s3://bucket/key");
        }
    }

    static ObjectSet of(String... objectsOrGlobs) {
        return new ObjectSet(Stream.of(objectsOrGlobs).map(ObjectPattern::of).toList());
    }

    /**
     * Lists them; an object that several patterns match is there once.
     *
     * @param someAtLeast whether a pattern that matches nothing is an error
     */
    List<ObjectSplit> splits(ObjectStore store, Settings settings, boolean someAtLeast) throws IOException {
        Map<S3Location, ObjectSplit> found = new LinkedHashMap<>();
        for (ObjectPattern pattern : patterns) {
            int before = found.size();
            boolean[] matched = new boolean[1];
            store.list(pattern.bucket(), pattern.prefix(), object -> {
                if (pattern.matches(object.key())) {
                    matched[0] = true;
                    ObjectSplit split = ObjectSplit.beginning(pattern.bucket(), object);
                    found.put(split.location(), split);
                    if (found.size() > settings.maxObjects()) {
                        throw new IOException("more than " + settings.maxObjects() + " objects match " + this
                                + ", the last one looked at was " + split.location()
                                + ": use a narrower pattern, remove"
                                + " objects that are read (a life-cycle rule of the bucket can), or raise maxObjects");
                    }
                }
            });
            if (someAtLeast && !matched[0] && found.size() == before) {
                throw new IOException("no object matches " + pattern + ": correct it, or put the object there first");
            }
        }
        List<ObjectSplit> splits = new ArrayList<>(found.values());
        if (settings.order() == ObjectOrder.MODIFIED) {
            splits.sort(Comparator.comparingLong(ObjectSplit::modifiedMillis)
                    .thenComparing(ObjectSplit::bucket)
                    .thenComparing(ObjectSplit::key));
        }
        return splits;
    }

    /** How they are listed. */
    record Settings(int maxObjects, ObjectOrder order) {}

    @Override
    public String toString() {
        return patterns.stream().map(ObjectPattern::toString).collect(Collectors.joining(", "));
    }
}
