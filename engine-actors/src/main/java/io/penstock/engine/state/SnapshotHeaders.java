package io.penstock.engine.state;

import io.penstock.codec.BinaryInput;
import java.util.ArrayList;
import java.util.List;

/** Finds the headers in the chunks of a snapshot, for those who want to know what is in it without its operator. */
public final class SnapshotHeaders {
    private SnapshotHeaders() {}

    /**
     * The headers in one chunk; entries are passed over.
     *
     * @throws io.penstock.codec.CorruptDataException if it is no chunk
     * @throws StateRestoreException if a header is of another version
     */
    public static List<TaskHeader> in(byte[] chunk) {
        List<TaskHeader> headers = new ArrayList<>();
        BinaryInput in = new BinaryInput(chunk);
        while (in.remaining() > 0) {
            int stateId = in.readVarInt();
            in.readVarInt();
            BinaryInput payload = in.readFrame();
            if (stateId == TaskHeader.STATE_ID) {
                headers.add(TaskHeader.read(payload));
            }
        }
        return headers;
    }
}
