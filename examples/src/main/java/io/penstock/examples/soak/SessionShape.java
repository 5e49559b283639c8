package io.penstock.examples.soak;

import io.penstock.api.Stream;
import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.ListState;
import io.penstock.function.OutputTag;
import io.penstock.function.StateContext;
import io.penstock.function.TimeDomain;
import io.penstock.function.ValueState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sessions by hand: a timer that each event moves on closes the session of its key, unless an event behind the gap comes
 * first. Which of the two closes it must make no difference.
 */
final class SessionShape implements Shape {
    private static final long GAP_MILLIS = 8_000;
    private static final int LONG_EVENTS = 12;

    private static final OutputTag<Session> LONG = OutputTag.of("long", Session.class);

    /** @param ids the sum of the ids of its events */
    record Session(String key, long start, long events, long ids) {}

    private static final class Sessions implements KeyedProcessFunction<String, Event, Session> {
        @SuppressWarnings("NullAway.Init") // set by open
        private ListState<Long> ids;

        @SuppressWarnings("NullAway.Init") // set by open
        private ValueState<Open> open;

        /** An open session. */
        record Open(long start, long deadline) {}

        @Override
        public void open(StateContext states) {
            ids = states.list("ids", Long.class);
            open = states.value("open", Open.class);
        }

        @Override
        public void process(Event event, KeyedContext<String, Session> context) {
            Open now = open.get();
            long deadline = event.timeMillis() + GAP_MILLIS;
            if (now != null) {
                context.deleteEventTimer(now.deadline());
                if (event.timeMillis() >= now.deadline()) {
                    close(now, context);
                    now = null;
                }
            }
            Open next = now == null
                    ? new Open(event.timeMillis(), deadline)
                    : new Open(now.start(), Math.max(now.deadline(), deadline));
            open.update(next);
            ids.add(event.id());
            context.registerEventTimer(next.deadline());
        }

        @Override
        public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<String, Session> context) {
            Open now = open.get();
            if (now == null || now.deadline() != timeMillis) {
                throw new IllegalStateException("timer of key " + context.key() + " at " + timeMillis
                        + ", but its session is " + now + ": the timer was deleted");
            }
            close(now, context);
        }

        private void close(Open now, KeyedContext<String, Session> context) {
            List<Long> all = ids.get();
            long sum = 0;
            for (long id : all) {
                sum += id;
            }
            Session session = new Session(context.key(), now.start(), all.size(), sum);
            if (all.size() >= LONG_EVENTS) {
                context.sideOutput(LONG, session);
            } else {
                context.collect(session);
            }
            ids.clear();
            open.clear();
        }
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public void define(SoakStreams streams) {
        Stream<Session> sessions =
                streams.keyed("sessions", streams.events().keyBy(Event::key).process(Sessions::new));
        streams.sink("short", sessions, Session.class);
        streams.sink("long", sessions.sideOutput(LONG), Session.class);
    }

    @Override
    public Map<String, List<String>> expected(List<List<Event>> files) {
        List<String> shorts = new ArrayList<>();
        List<String> longs = new ArrayList<>();
        for (List<Event> file : files) {
            // By key: start, deadline, events, ids.
            Map<String, long[]> open = new LinkedHashMap<>();
            for (Event event : file) {
                long[] session = open.get(event.key());
                if (session != null && event.timeMillis() >= session[1]) {
                    close(event.key(), session, shorts, longs);
                    session = null;
                }
                if (session == null) {
                    session = new long[] {event.timeMillis(), 0, 0, 0};
                    open.put(event.key(), session);
                }
                session[1] = Math.max(session[1], event.timeMillis() + GAP_MILLIS);
                session[2]++;
                session[3] += event.id();
            }
            open.forEach((key, session) -> close(key, session, shorts, longs));
        }
        return Map.of("short", shorts, "long", longs);
    }

    private static void close(String key, long[] session, List<String> shorts, List<String> longs) {
        (session[2] >= LONG_EVENTS ? longs : shorts).add(key + "," + session[0] + "," + session[2] + "," + session[3]);
    }
}
