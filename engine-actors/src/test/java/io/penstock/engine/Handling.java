package io.penstock.engine;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages that an actor has no handler for. A real actor is given each message; what counts is whether its
 * behavior knows the class, so the fields are made up, and a handler that fails over them is a handler.
 */
public final class Handling {
    private Handling() {}

    /** Which of the messages the behavior leaves unhandled. Each message meets a fresh actor, which {@code wake} awakes. */
    public static <M> List<String> unhandled(
            ActorTestKit kit, Spawner<M> spawner, Class<M> protocol, List<Object> messages) {
        List<String> unhandled = new ArrayList<>();
        for (Object message : messages) {
            TestProbe<Boolean> handled = kit.createTestProbe(Boolean.class);
            Behavior<M> watched =
                    Behaviors.intercept(() -> new Watch<>(protocol, message, handled.getRef()), spawner.behavior());
            ActorRef<M> actor = kit.spawn(watched);
            spawner.wake(actor);
            actor.tell(protocol.cast(message));
            if (!handled.receiveMessage()) {
                unhandled.add(message.getClass().getName());
            }
            kit.stop(actor);
        }
        return unhandled;
    }

    /** Makes an actor under test. */
    public interface Spawner<M> {
        Behavior<M> behavior();

        /** Brings a fresh actor to where it takes messages. */
        default void wake(ActorRef<M> actor) {}
    }

    private static final class Watch<M> extends BehaviorInterceptor<M, M> {
        private final Object message;
        private final ActorRef<Boolean> handled;

        Watch(Class<M> protocol, Object message, ActorRef<Boolean> handled) {
            super(protocol);
            this.message = message;
            this.handled = handled;
        }

        @Override
        public Behavior<M> aroundReceive(TypedActorContext<M> context, M received, ReceiveTarget<M> target) {
            if (received != message) {
                return target.apply(context, received);
            }
            try {
                Behavior<M> next = target.apply(context, received);
                handled.tell(!Behavior.isUnhandled(next));
            } catch (scala.MatchError e) {
                // How the command handler of a persistent actor says that it knows no such command.
                handled.tell(false);
            } catch (RuntimeException e) {
                handled.tell(true);
            }
            return Behaviors.stopped();
        }
    }

    /** One message of each class, also of those nested in {@code protocol} and its permitted subclasses. */
    public static List<Object> oneOfEach(Collection<Class<?>> types) {
        List<Object> all = new ArrayList<>();
        for (Class<?> type : types) {
            if (type.isEnum()) {
                all.addAll(Arrays.asList(type.getEnumConstants()));
            } else {
                all.add(instance(type));
            }
        }
        return all;
    }

    /** The concrete classes under a sealed type. Those that stand under an open one of its subtypes are not known to it. */
    public static List<Class<?>> concrete(Class<?> sealed) {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                all.addAll(concrete(permitted));
            } else if (!Modifier.isAbstract(permitted.getModifiers())) {
                all.add(permitted);
            }
        }
        return all;
    }

    /** The messages an actor nests for itself. */
    public static List<Class<?>> nested(Class<?> actor, Class<?> protocol) {
        return Arrays.stream(actor.getDeclaredClasses())
                .filter(type -> protocol.isAssignableFrom(type) && !type.isInterface())
                .<Class<?>>map(type -> type)
                .toList();
    }

    private static Object instance(Class<?> type) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Arrays.stream(types).map(Handling::madeUp).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private static @Nullable Object madeUp(Class<?> type) {
        if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        }
        if (type == String.class) {
            return "";
        }
        if (type == List.class) {
            return List.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        return type == Optional.class ? Optional.empty() : null;
    }
}
