package io.penstock.connector;

/** How often a record has its effect, whatever fails on the way. */
public enum Guarantee {
    /** Once. */
    EXACTLY_ONCE(false, false, "exactly once"),
    /** Once or more. */
    AT_LEAST_ONCE(false, true, "at least once"),
    /** Once or not at all. */
    AT_MOST_ONCE(true, false, "at most once"),
    /** It may be lost, and it may come more than once. */
    BEST_EFFORT(true, true, "best effort");

    private final boolean loses;
    private final boolean repeats;
    private final String text;

    Guarantee(boolean loses, boolean repeats, String text) {
        this.loses = loses;
        this.repeats = repeats;
        this.text = text;
    }

    /** True if a record may have no effect. */
    public boolean loses() {
        return loses;
    }

    /** True if a record may have its effect more than once. */
    public boolean repeats() {
        return repeats;
    }

    /** What is left of this behind something that has another one. */
    public Guarantee and(Guarantee next) {
        return of(loses || next.loses, repeats || next.repeats);
    }

    /** The same where repeated records are recognized and left out. */
    public Guarantee deduplicated() {
        return of(loses, false);
    }

    private static Guarantee of(boolean loses, boolean repeats) {
        if (loses) {
            return repeats ? BEST_EFFORT : AT_MOST_ONCE;
        }
        return repeats ? AT_LEAST_ONCE : EXACTLY_ONCE;
    }

    /** True if whoever asks for the other one may be given this one. */
    public boolean covers(Guarantee asked) {
        return (!loses || asked.loses) && (!repeats || asked.repeats);
    }

    /** As it is said in a sentence: {@code at least once}. */
    @Override
    public String toString() {
        return text;
    }
}
