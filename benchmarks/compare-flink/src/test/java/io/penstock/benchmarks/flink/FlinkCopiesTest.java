package io.penstock.benchmarks.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.workloads.CopyRequest;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkCopiesTest {
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void recordsGoFromReaderToWriterWithoutAQueue(boolean exactlyOnce, boolean bounded) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(2);

        FlinkCopies.define(new CopyRequest("127.0.0.1:9092", "in", "out", exactlyOnce, bounded, 2, 1_000), environment);

        assertThat(environment.getStreamGraph().getJobGraph().getNumberOfVertices())
                .isEqualTo(1);
    }
}
