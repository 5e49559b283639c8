package io.penstock.connector.s3;

import java.util.regex.Pattern;

/**
 * A bucket and what stands behind it.
 *
 * @param key an object, a pattern or a prefix; may be empty
 */
record S3Location(String bucket, String key) {
    private static final String SCHEME = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** @throws IllegalArgumentException if it is not like {@code s3://bucket/key} */
    static S3Location parse(String location) {
        if (!location.startsWith(SCHEME)) {
            throw new IllegalArgumentException("expected s3://bucket/key, not '" + location + "'");
        }
        String rest = location.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("the bucket of '" + location
                    + "' must be 3 to 63 lower-case letters, digits, dots and hyphens, not '" + bucket + "'");
        }
        return new S3Location(bucket, slash < 0 ? "" : rest.substring(slash + 1));
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
