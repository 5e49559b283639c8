package io.penstock.node;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Ctrl-C and SIGTERM do: the first asks the job to stop, the second ends the process at once. Without this the JVM
 * runs its shutdown hooks on the first (Pekko's coordinated shutdown among them, which then stands in) and ignores the
 * second.
 *
 * <p>{@code sun.misc.Signal} is used through reflection: naming it is a warning that no annotation silences, and a
 * runtime may lack it.
 */
final class StopSignals {
    /** 128 + SIGINT, as a shell counts it. */
    private static final int KILLED = 130;

    private final AtomicInteger count = new AtomicInteger();
    private final Runnable onFirst;
    private final Runnable beforeKill;

    private StopSignals(Runnable onFirst, Runnable beforeKill) {
        this.onFirst = onFirst;
        this.beforeKill = beforeKill;
    }

    /**
     * Handles the signals from now on. Both are called on a thread of the JVM's and must not block.
     *
     * @param onFirst called once
     * @param beforeKill called right before the process ends
     */
    static void handle(Runnable onFirst, Runnable beforeKill) {
        StopSignals signals = new StopSignals(onFirst, beforeKill);
        signals.register("INT");
        signals.register("TERM");
    }

    private void register(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler called = (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                    return method.invoke(this, arguments);
                }
                onSignal();
                return null;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, called);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ClassNotFoundException e) {
            // A runtime without jdk.unsupported: the shutdown hooks stand in.
            return;
        } catch (InvocationTargetException e) {
            // IllegalArgumentException: the JVM was started with -Xrs, its owner wants the signals otherwise.
            return;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("sun.misc.Signal is not what it has been since Java 1.4", e);
        }
    }

    private void onSignal() {
        if (count.getAndIncrement() == 0) {
            onFirst.run();
        } else {
            beforeKill.run();
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
