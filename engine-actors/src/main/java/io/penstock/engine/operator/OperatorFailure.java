package io.penstock.engine.operator;

/** A function of the job failed. Names the operator and keeps the cause. */
public final class OperatorFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String operator;

    public OperatorFailure(String operator, String message, Throwable cause) {
        super(message, cause);
        this.operator = operator;
    }

    public String operator() {
        return operator;
    }

    /** Wraps what a function threw, unless it says already where it comes from. */
    public static OperatorFailure of(String operator, Throwable cause) {
        return cause instanceof OperatorFailure known
                ? known
                : new OperatorFailure(operator, "operator '" + operator + "' failed: " + cause, cause);
    }
}
