package io.penstock.node.view;

/**
 * What the place can show that a picture is drawn for.
 *
 * @param columns how many characters fit in a line; at least 20
 * @param rows how many lines fit; at least 4
 * @param color colours and weights may be used
 * @param unicode characters beyond ASCII may be used
 */
public record Look(int columns, int rows, boolean color, boolean unicode) {
    private static final int LEAST_COLUMNS = 20;
    private static final int LEAST_ROWS = 4;

    public Look {
        columns = Math.max(LEAST_COLUMNS, columns);
        rows = Math.max(LEAST_ROWS, rows);
    }
}
