package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which topics a source reads. */
sealed interface WantedTopics {
    /**
     * Those that are there.
     *
     * @param servers for errors
     * @throws PermanentFailureException if something is missing that is to be there
     */
    Collection<TopicDescription> describe(Admin admin, String servers) throws Exception;

    /** As it is put behind "Kafka ". */
    @Override
    String toString();

    /** All of them are to be there. */
    record Named(List<String> names) implements WantedTopics {
        public Named {
            names = List.copyOf(names);
            if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("a Kafka source needs the names of its topics, not " + names);
            }
        }

        @Override
        public Collection<TopicDescription> describe(Admin admin, String servers) throws Exception {
            try {
                return admin.describeTopics(names).allTopicNames().get().values();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    throw new PermanentFailureException("not all of the topics " + names + " are there at " + servers
                            + ": make what is missing (kafka-topics --create), or correct the names");
                }
                throw e;
            }
        }

        @Override
        public String toString() {
            return (names.size() == 1 ? "topic " : "topics ") + String.join(", ", names);
        }
    }

    /**
     * Those whose whole name matches, now and later; Kafka's internal ones are none of them.
     *
     * @param except one that is never among them
     * @param needed there is to be at least one
     */
    record Matching(Pattern pattern, String except, boolean needed) implements WantedTopics {
        @Override
        public Collection<TopicDescription> describe(Admin admin, String servers) throws Exception {
            List<String> names = admin.listTopics().names().get().stream()
                    .filter(pattern.asMatchPredicate())
                    .filter(name -> !name.equals(except))
                    .toList();
            if (names.isEmpty() && needed) {
                throw new PermanentFailureException("no topic at " + servers + " matches " + pattern
                        + ", so that a source with an end has nothing to read: make one (kafka-topics --create), or"
                        + " correct the pattern");
            }
            return admin.describeTopics(names).allTopicNames().get().values();
        }

        @Override
        public String toString() {
            return "topics that match " + pattern;
        }
    }
}
