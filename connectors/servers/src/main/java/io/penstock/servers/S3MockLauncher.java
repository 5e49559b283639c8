package io.penstock.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts S3Mock in its own process, on a class path of its jars and this class, so that it can be killed at any moment.
 * S3Mock 4.7 keeps everything in files, with two gaps that are closed here; nothing else is changed:
 *
 * <ul>
 *   <li>It writes its metadata over the former: killed in the middle, it cannot be started again. Here a file is replaced
 *       in one step.
 *   <li>It keeps unfinished uploads over a restart and forgets their locks, so that they can neither be completed nor
 *       aborted (status 500). Here each gets a lock when it is first asked for.
 * </ul>
 */
final class S3MockLauncher {
    private static final String STORES = "com.adobe.testing.s3mock.store.";

    private S3MockLauncher() {}

    private static final class Locks extends ConcurrentHashMap<Object, Object> {
        private static final long serialVersionUID = 1;

        @Override
        public Object get(Object upload) {
            return computeIfAbsent(upload, key -> new Object());
        }
    }

    private static final class WholeFiles extends ObjectMapper {
        private static final long serialVersionUID = 1;

        WholeFiles(ObjectMapper original) {
            super(original);
        }

        @Override
        public void writeValue(File file, Object value) throws IOException {
            // In the server's working directory: S3Mock takes what lies in its own for objects.
            Path written = Path.of("metadata-" + Thread.currentThread().getId() + ".json");
            super.writeValue(written.toFile(), value);
            Files.move(written, file.toPath(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Class<?> application = Class.forName("com.adobe.testing.s3mock.S3MockApplication");
        Object started = application.getMethod("start", String[].class).invoke(null, (Object) arguments);
        Object context = field(application, "context").get(started);
        Method getBean =
                Class.forName("org.springframework.beans.factory.BeanFactory").getMethod("getBean", Class.class);
        for (String name : List.of("BucketStore", "ObjectStore", "MultipartStore")) {
            Class<?> type = Class.forName(STORES + name);
            Object store = getBean.invoke(context, type);
            Field mapper = field(type, "objectMapper");
            mapper.set(store, new WholeFiles((ObjectMapper) mapper.get(store)));
            if (name.equals("MultipartStore")) {
                field(type, "lockStore").set(store, new Locks());
            }
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
