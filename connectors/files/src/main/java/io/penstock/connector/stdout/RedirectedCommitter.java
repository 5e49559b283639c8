package io.penstock.connector.stdout;

import io.penstock.connector.Committer;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.SinkContext;
import io.penstock.connector.stdout.PrintNotes.Note;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Prints each epoch once: first it is noted where in the file its text will stand, then it is written. Given again, an
 * epoch is looked for there and nowhere else: found, it is left; found in part at the end of the file, the rest is written;
 * found to be something else, it is refused, since neither printing nor leaving it would be known to be right.
 */
final class RedirectedCommitter implements Committer<PreparedLines> {
    private final RedirectedOutput output;
    private final PrintNotes notes;
    private final SinkContext context;
    private boolean closed;

    /** @param notes are given back with this */
    RedirectedCommitter(RedirectedOutput output, PrintNotes notes, SinkContext context) {
        this.output = output;
        this.notes = notes;
        this.context = context;
    }

    @Override
    public void commit(List<PreparedLines> committables) throws IOException, PermanentFailureException {
        synchronized (notes) {
            for (PreparedLines lines : committables) {
                commit(lines);
            }
        }
    }

    private void commit(PreparedLines lines) throws IOException, PermanentFailureException {
        if (!notes.id().equals(lines.notes())) {
            throw new PermanentFailureException(who() + " was to print epoch " + lines.epoch()
                    + " into another file than " + output.file() + ", so it cannot be told whether it is printed."
                    + " Start the process with '>>' and the file of the last time, on the same node and with the"
                    + " directory " + notes.directory().getFileName() + " of that file beside it; or use"
                    + " StdoutSink.committed(), which prints that epoch, maybe for a second time");
        }
        byte[] text = lines.text().getBytes(StandardCharsets.UTF_8);
        Optional<Note> last = notes.read(context, lines.lane());
        if (last.isPresent() && last.get().epoch() > lines.epoch()) {
            // A lane goes to its next epoch when one is printed.
            return;
        }
        if (last.isPresent() && last.get().epoch() == lines.epoch()) {
            finish(last.get(), text);
            return;
        }
        notes.write(context, lines.lane(), new Note(lines.epoch(), output.length(), text.length));
        output.append(ByteBuffer.wrap(text));
    }

    private void finish(Note note, byte[] text) throws IOException, PermanentFailureException {
        long length = output.length();
        if (length < note.start()) {
            throw cutOff(note, length);
        }
        byte[] found = output.read(note.start(), text.length);
        if (note.length() != text.length || !Arrays.equals(found, 0, found.length, text, 0, found.length)) {
            throw new PermanentFailureException(who() + " began to print epoch " + note.epoch() + " at byte "
                    + note.start() + " of " + output.file() + ", and " + text.length
                    + " bytes of it should be there, but something else is: another one prints into the file too. See"
                    + " what it is; then end the file in front of it (truncate -s " + note.start() + " "
                    + output.file() + "), start again, and the epoch is printed");
        }
        if (found.length < text.length) {
            output.append(ByteBuffer.wrap(text, found.length, text.length - found.length));
        } else {
            output.force();
        }
    }

    /** Nothing that this lane has printed before may be missing, or else text was lost. */
    void check() throws IOException, PermanentFailureException {
        synchronized (notes) {
            Optional<Note> last = notes.read(context, context.lane());
            long length = output.length();
            if (last.isPresent() && length < last.get().end()) {
                throw cutOff(last.get(), length);
            }
        }
    }

    private PermanentFailureException cutOff(Note note, long length) {
        return new PermanentFailureException(output.file() + " has " + length + " bytes, but " + who()
                + " has printed up to byte " + note.end() + " (epoch " + note.epoch() + "): it was cut off or replaced."
                + " Start the process with '>>', since '>' empties the file, and put back what was there. Or, if it"
                + " may be lost, remove " + notes.directory() + " and start once with StdoutSink.committed()");
    }

    private String who() {
        return "sink " + context.sinkName() + " of job " + context.jobName();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            notes.release();
        }
    }
}
