package io.penstock.connector.s3;

import io.penstock.connector.PermanentFailureException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** A request that failed, with what was wanted of what, why, and what to do next. Its message holds no credentials. */
final class S3Failure extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    private S3Failure(String message, int status, String code, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
    }

    /**
     * What became of a request.
     *
     * @param doing for instance {@code read}
     * @param place for instance {@code s3://bucket/key}
     */
    static S3Failure of(String doing, String place, Throwable cause) {
        int status = cause instanceof AwsServiceException service ? service.statusCode() : 0;
        String code = code(cause);
        String attempts = cause instanceof SdkException sdk && sdk.numAttempts() != null && sdk.numAttempts() > 1
                ? ", attempts: " + sdk.numAttempts()
                : "";
        String message = "cannot " + doing + " " + place + ": " + reason(cause, status, code) + attempts + ". "
                + advice(cause, status, code);
        Throwable known = isPermanent(status, code) ? new PermanentFailureException(message, cause) : cause;
        return new S3Failure(message, status, code, known);
    }

    /** A bucket that is not there, a right or a login that is refused. A clock that is wrong may be put right. */
    private static boolean isPermanent(int status, String code) {
        boolean refused = status == 401 || status == 403;
        return code.equals("NoSuchBucket") || (refused && !code.equals("RequestTimeTooSkewed"));
    }

    private static String code(Throwable cause) {
        if (cause instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorCode() != null) {
            return service.awsErrorDetails().errorCode();
        }
        return "";
    }

    private static String reason(Throwable cause, int status, String code) {
        if (status == 0) {
            return root(cause);
        }
        String message = cause instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorMessage()
                : null;
        return "status " + status + (code.isEmpty() ? "" : " " + code) + (message == null ? "" : " (" + message + ")");
    }

    /** The client wraps what happened several times over. */
    private static String root(Throwable cause) {
        Throwable at = cause;
        for (int depth = 0; at.getCause() != null && depth < 10; depth++) {
            at = at.getCause();
        }
        @Nullable String message = at.getMessage();
        return message == null ? at.getClass().getSimpleName() : message;
    }

    private static String advice(Throwable cause, int status, String code) {
        if (code.equals("NoSuchBucket")) {
            return "Create the bucket, or correct its name, the endpoint or the region";
        }
        return switch (status) {
            case 301, 307 -> "The bucket is in another region: set penstock.connector.s3.region";
            case 401, 403 ->
                "Give the job's credentials the right to do that, or the job other credentials: they come"
                        + " from system properties, environment, profile files or the machine's role";
            case 404 -> "Put it there, or correct the name";
            case 501 -> "The service cannot do this";
            case 429, 503 ->
                "The service wants fewer requests: use fewer, larger objects, or raise"
                        + " penstock.connector.s3.max-attempts";
            default ->
                status == 0
                        ? noAnswer(cause)
                        : "The job tries again from its last checkpoint; if it fails again, look into the log of the service";
        };
    }

    private static String noAnswer(Throwable cause) {
        if (cause instanceof ApiCallTimeoutException || cause instanceof ApiCallAttemptTimeoutException) {
            return "Look whether the service answers, or raise penstock.connector.s3.attempt-timeout and call-timeout";
        }
        return "Look whether the service runs and penstock.connector.s3.endpoint, path-style, region and the credentials"
                + " are right";
    }

    /** The HTTP status, or 0 if there was no answer. */
    int status() {
        return status;
    }

    boolean isNotFound() {
        return status == 404;
    }

    /**
     * Somebody else's object is there, or it is no longer the object that was asked for. Some services answer 304 where AWS
     * answers 412.
     */
    boolean isPreconditionFailed() {
        return status == 412 || status == 304;
    }

    /** The service has said no for a reason that lies in the object and not in the service or in who asks. */
    boolean isRefusal() {
        return isPreconditionFailed() || isNoSuchUpload() || isConflict(getCause());
    }

    /** What another request for the same object, under way at the same time, may be the cause of. */
    static boolean isConflict(@Nullable Throwable cause) {
        return cause instanceof AwsServiceException service
                && (service.statusCode() == 409 || code(cause).equals("InvalidPart"));
    }

    boolean isOutOfRange() {
        return status == 416;
    }

    boolean isNoSuchUpload() {
        return status == 404 && !code.equals("NoSuchBucket");
    }
}
