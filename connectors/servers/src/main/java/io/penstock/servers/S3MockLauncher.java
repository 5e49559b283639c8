package io.penstock.servers;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts S3Mock in its own process, on a class path of its jars and this class. S3Mock 4.7 keeps unfinished uploads over a
 * restart and forgets their locks, so that they can neither be completed nor aborted (status 500): here each gets a lock
 * when it is first asked for. Nothing else is changed.
 */
final class S3MockLauncher {
    private S3MockLauncher() {}

    private static final class Locks extends ConcurrentHashMap<Object, Object> {
        private static final long serialVersionUID = 1;

        @Override
        public Object get(Object upload) {
            return computeIfAbsent(upload, key -> new Object());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Class<?> application = Class.forName("com.adobe.testing.s3mock.S3MockApplication");
        Object started = application.getMethod("start", String[].class).invoke(null, (Object) arguments);
        Object context = field(application, "context").get(started);
        Class<?> multipartStore = Class.forName("com.adobe.testing.s3mock.store.MultipartStore");
        Method getBean =
                Class.forName("org.springframework.beans.factory.BeanFactory").getMethod("getBean", Class.class);
        field(multipartStore, "lockStore").set(getBean.invoke(context, multipartStore), new Locks());
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
