package io.penstock.examples.soak;

/**
 * A line of the input.
 *
 * @param id of the line, among all files
 * @param key all of its lines are in one file, so that their order is known
 * @param timeMillis event time
 * @param amount 0 to 999
 */
record Event(long id, String key, long timeMillis, long amount) {
    private static final int GROUPS = 17;

    /** A key whose lines are in all files. */
    long group() {
        return amount % GROUPS;
    }

    String line() {
        return id + "," + key + "," + timeMillis + "," + amount;
    }

    static Event parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 4) {
            throw new IllegalArgumentException("expected id,key,time,amount, found " + fields.length + " fields");
        }
        return new Event(Long.parseLong(fields[0]), fields[1], Long.parseLong(fields[2]), Long.parseLong(fields[3]));
    }
}
