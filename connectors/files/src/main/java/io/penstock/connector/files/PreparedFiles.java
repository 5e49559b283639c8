package io.penstock.connector.files;

import java.util.List;
import java.util.Optional;

/**
 * What one lane has prepared of one epoch. In one piece, since a manifest may only appear behind all the files it names.
 * Written into snapshots: a component may be added, none may change its meaning.
 *
 * @param files in the order in which they become visible
 * @param manifest becomes visible behind them
 */
record PreparedFiles(List<StagedFile> files, Optional<StagedFile> manifest) {
    PreparedFiles {
        files = List.copyOf(files);
    }
}
