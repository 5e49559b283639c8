package io.penstock.engine.checkpoint;

/** One parallel instance of an operator. */
public record TaskId(String operator, int index) implements Comparable<TaskId> {
    @Override
    public int compareTo(TaskId other) {
        int byName = operator.compareTo(other.operator);
        return byName != 0 ? byName : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return operator + "[" + index + "]";
    }
}
