package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainW3Test {
    private static final RunSettings SETTINGS = new RunSettings("W3", "plain", 300, 0, 2, 0, 0, 0);

    @Test
    void eachAuctionMeetsTheLastPersonBeforeItOrElseTheFirstAfterIt() {
        W3 definition = new W3();
        long[] counts = {2_000, 1_500};
        Outputs expected = new Outputs(definition.results(SETTINGS));
        Outputs.Lane lane = expected.lane(0);
        for (int part = 0; part < 2; part++) {
            List<Event> events = new ArrayList<>();
            for (long number = 0; number < counts[part]; number++) {
                events.add(definition.part(SETTINGS, part).event(number));
            }
            for (int i = 0; i < events.size(); i++) {
                Event auction = events.get(i);
                if (!W3.isPerson(auction.value())) {
                    Event met = null;
                    for (Event person : events) {
                        boolean meets = W3.isPerson(person.value()) && person.key() == auction.key();
                        boolean before = person.timestamp() < i;
                        if (meets && (before || met == null)) {
                            met = person;
                        }
                    }
                    if (met != null) {
                        lane.take(auction.key(), W3.join(met.value(), auction.value()), auction.timestamp());
                    }
                }
            }
        }
        Outputs outputs = new Outputs(definition.results(SETTINGS));
        PlainLoop plain = definition.plain(SETTINGS, outputs.lane(0));

        plain.advance(new long[] {1_000, 10});
        plain.advance(counts);
        plain.close();

        assertThat(outputs.tally().outputs()).isPositive();
        assertThat(outputs.differences(expected)).isEmpty();
    }
}
