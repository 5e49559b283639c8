package io.penstock.connector.s3;

import java.util.List;
import java.util.Optional;

/**
 * What one lane has prepared of one epoch. In one piece, since a manifest may only appear behind all the objects it names.
 * Written into snapshots: a component may be added, none may change its meaning.
 *
 * @param manifest becomes visible behind the objects
 * @param intent the key of the list of uploads that may have begun, if any has
 */
record PreparedObjects(List<PreparedObject> objects, Optional<PreparedObject> manifest, Optional<String> intent) {
    PreparedObjects {
        objects = List.copyOf(objects);
    }
}
