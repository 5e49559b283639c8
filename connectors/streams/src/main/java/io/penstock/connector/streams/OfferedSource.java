package io.penstock.connector.streams;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/**
 * Records that the application offers, by a call or by a message to an actor. An offer is answered when the record is in
 * the ingress journal: from then on it is processed exactly once, whatever fails. An offer that is not answered, as the
 * process died, is to be made again, so the intake is at least once; with {@code deduplicate} behind it, exactly once.
 *
 * <p>One instance is for one job that runs. Thread-safe.
 *
 * @param <T> the records
 */
public final class OfferedSource<T> implements Source<T, Long> {
    private final Codec<T> codec;
    private final Offers<T> offers;
    private final int capacity;

    /** To the actor of {@link #behavior}: process this. */
    public record Offer<T>(T value, ActorRef<StatusReply<Done>> replyTo) {}

    private OfferedSource(Codec<T> codec, int capacity) {
        this.codec = codec;
        this.capacity = capacity;
        this.offers = new Offers<>(capacity);
    }

    /** For records of a class, with room for 1000 that are not journaled yet. */
    public static <T> OfferedSource<T> of(Class<T> type) {
        return of(Codecs.of(type), 1000);
    }

    /**
     * For records of a codec.
     *
     * @param capacity how many may wait for the journal; an offer beyond that is refused
     */
    public static <T> OfferedSource<T> of(Codec<T> codec, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a source that is offered records has room for 1 or more, not " + capacity);
        }
        return new OfferedSource<>(codec, capacity);
    }

    /**
     * Offers a record.
     *
     * @return done when it is in the ingress journal; failed with {@link OfferRefusedException} if there is no room, or after
     *     {@link #complete}
     */
    public CompletionStage<Done> offer(T value) {
        return offers.offer(value);
    }

    /** Takes no more offers; the job ends once all are processed. */
    public void complete() {
        offers.complete();
    }

    /** An actor that offers what it is sent and answers as {@link #offer} does. */
    public Behavior<Offer<T>> behavior() {
        return Behaviors.receiveMessage(offer -> {
            offer(offer.value()).whenComplete((done, failure) -> offer.replyTo()
                    .tell(failure == null ? StatusReply.ack() : StatusReply.error(failure)));
            return Behaviors.same();
        });
    }

    @Override
    public String describe() {
        return "offered records, " + capacity + " at a time";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(false, false, false);
    }

    @Override
    public Optional<Codec<T>> recordCodec() {
        return Optional.of(codec);
    }

    @Override
    public List<Long> splits() {
        return List.of(0L);
    }

    @Override
    public Codec<Long> splitCodec() {
        return Codecs.LONG;
    }

    @Override
    public SourceReader<T, Long> reader(ReadSettings settings) {
        return split -> new Reader<>(offers, settings.wakeUp());
    }

    /** Takes offers; what was taken and not journaled when it is closed is there for the next reader. */
    private static final class Reader<T> implements SplitReader<T, Long> {
        private final Offers<T> offers;
        private final long reader;
        private long read;

        Reader(Offers<T> offers, Runnable wakeUp) {
            this.offers = offers;
            this.reader = offers.open(wakeUp);
        }

        @Override
        public ReadStatus read(ReadBuffer<T> out) {
            ReadStatus status = offers.take(reader, out);
            read = offers.taken();
            return status;
        }

        /** How many were taken by this reader, so that {@link #journaled} knows which are meant. */
        @Override
        public Long split() {
            return read;
        }

        @Override
        public void journaled(Long position) {
            offers.journaled(reader, position);
        }

        @Override
        public void close() {
            offers.close(reader);
        }
    }
}
