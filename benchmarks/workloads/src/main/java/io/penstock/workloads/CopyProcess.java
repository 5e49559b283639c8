package io.penstock.workloads;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that copies as often as it is asked to, so that its engine is warm. It says which engine it is, then reads
 * lines from standard input and answers each with a line on standard output: a {@link CopyRequest} with a {@link CopyAnswer},
 * when the job has ended if it is bounded, or else when it has started; an empty line, which stops the job that runs, with
 * one as well. It ends with its input.
 */
public final class CopyProcess {
    private static final Logger LOG = LoggerFactory.getLogger(CopyProcess.class);
    private static final long LIMIT_MINUTES = 10;

    private final CopyEngine engine;
    private final Path directory;
    private int jobs;
    private Engine.@Nullable RunningJob running;

    CopyProcess(CopyEngine engine, Path directory) {
        this.engine = engine;
        this.directory = directory;
    }

    /** Argument: an empty directory. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        // What an engine prints is no answer.
        System.setOut(System.err);
        CopyEngine engine = ServiceLoader.load(CopyEngine.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing on the class path copies"));
        CopyProcess process = new CopyProcess(engine, Path.of(arguments[0]));
        // Requests are read meanwhile: the process also ends with its input while a job runs.
        ExecutorService worker = Executors.newSingleThreadExecutor(CopyProcess::worker);
        answers.println(engine.version() + ", Kafka clients " + kafkaClients());
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String request = line;
            worker.execute(() -> answers.println(process.answer(request)));
        }
        System.exit(0);
    }

    /** One that ends the process with it: who waits for an answer sees that. */
    private static Thread worker(Runnable work) {
        Thread worker = new Thread(work, "copies");
        worker.setUncaughtExceptionHandler((thread, fatal) -> {
            LOG.error("this process cannot go on", fatal);
            System.exit(2);
        });
        return worker;
    }

    /** As the client's jar has it; each engine brings its own. */
    private static String kafkaClients() throws IOException {
        try (@Nullable InputStream stream = CopyProcess.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            if (stream == null) {
                throw new IllegalStateException("no Kafka client is on the class path");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version", "unknown");
        }
    }

    String answer(String line) {
        try {
            return handle(line).line();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CopyAnswer handle(String line) {
        try {
            if (line.isEmpty()) {
                return stop();
            }
            CopyRequest request = CopyRequest.of(line);
            Path own = Files.createDirectory(directory.resolve("job-" + ++jobs));
            if (request.bounded()) {
                CopyAnswer answer = copy(request, own);
                OneRun.delete(own);
                return answer;
            }
            running = engine.start(request, own);
            return CopyAnswer.done();
        } catch (Exception failed) {
            LOG.error("{} could not do what it was asked: {}", engine.version(), line, failed);
            return CopyAnswer.failed(failed.toString());
        }
    }

    private CopyAnswer copy(CopyRequest request, Path own) throws Exception {
        ProcessTime began = ProcessTime.now();
        try (Engine.RunningJob job = engine.start(request, own)) {
            job.end().toCompletableFuture().get(LIMIT_MINUTES, TimeUnit.MINUTES);
            ProcessTime ended = ProcessTime.now();
            return new CopyAnswer(ended.secondsSince(began), ended.cpuSecondsSince(began), null);
        }
    }

    private CopyAnswer stop() throws Exception {
        Engine.RunningJob job = running;
        if (job == null) {
            return CopyAnswer.failed("no job runs");
        }
        running = null;
        boolean ended = job.end().toCompletableFuture().isDone();
        job.close();
        OneRun.delete(directory.resolve("job-" + jobs));
        return ended ? CopyAnswer.failed("the job has ended before it was stopped") : CopyAnswer.done();
    }
}
