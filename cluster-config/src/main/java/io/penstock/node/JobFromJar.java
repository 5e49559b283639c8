package io.penstock.node;

import io.penstock.api.Job;
import io.penstock.api.JobArguments;
import io.penstock.api.JobDefinition;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * A job that a class in a jar defines.
 *
 * @param loader of the jar; open as long as the process, since the job's classes may load others at any time
 */
record JobFromJar(Job job, ClassLoader loader) {
    private static final int MOST_SUGGESTIONS = 5;

    /** @throws CommandException saying which of the jar, the class, its constructor and its definition is wrong */
    static JobFromJar load(Path jar, String className, List<String> arguments) {
        List<String> classes = classesOf(jar);
        ClassLoader loader = new URLClassLoader("job", new URL[] {url(jar)}, JobFromJar.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        JobDefinition definition = definition(jar, className, classes, loader);
        try {
            return new JobFromJar(definition.define(arguments(arguments)), loader);
        } catch (IllegalArgumentException e) {
            throw wrong(className + " cannot define its job: " + e.getMessage(), e);
        } catch (Exception | LinkageError e) {
            throw wrong(className + ".define failed: " + whereAndWhat(e), e);
        }
    }

    /** @throws CommandException if a word is no argument */
    static JobArguments arguments(List<String> words) {
        try {
            return JobArguments.parse(words);
        } catch (IllegalArgumentException e) {
            throw wrong("arguments of the job: " + e.getMessage(), e);
        }
    }

    private static List<String> classesOf(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "there is no jar " + jar
                            + (jar.isAbsolute() ? "" : " in " + Path.of("").toAbsolutePath())
                            + ": build it, or correct the path");
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.contains("-"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
        } catch (IOException e) {
            throw wrong(jar + " is no jar that can be read: " + e.getMessage(), e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw wrong("the path " + jar + " cannot be made a URL: " + e.getMessage(), e);
        }
    }

    private static JobDefinition definition(Path jar, String className, List<String> classes, ClassLoader loader) {
        Object instance;
        try {
            Class<?> type = Class.forName(className, true, loader);
            if (!JobDefinition.class.isAssignableFrom(type)) {
                throw new CommandException(
                        ExitCode.USAGE,
                        className + " in " + jar + " does not implement " + JobDefinition.class.getName()
                                + ": name the class that defines the job");
            }
            Constructor<?> constructor = type.getConstructor();
            instance = constructor.newInstance();
        } catch (ClassNotFoundException e) {
            throw wrong("there is no class " + className + " in " + jar + suggestion(className, classes), e);
        } catch (NoClassDefFoundError e) {
            throw wrong(
                    className + " needs " + String.valueOf(e.getMessage()).replace('/', '.') + ", which is neither in "
                            + jar + " nor in Penstock: build a jar with its dependencies (a shaded jar)",
                    e);
        } catch (ExceptionInInitializerError e) {
            throw wrong(className + " cannot be loaded: " + whereAndWhat(causeOf(e)), e);
        } catch (NoSuchMethodException e) {
            throw wrong(className + " in " + jar + " needs a public constructor without parameters", e);
        } catch (InstantiationException | IllegalAccessException e) {
            throw wrong(className + " in " + jar + " cannot be made: it must be public and not abstract", e);
        } catch (InvocationTargetException e) {
            throw wrong("the constructor of " + className + " failed: " + whereAndWhat(causeOf(e)), e);
        }
        return (JobDefinition) instance;
    }

    private static Throwable causeOf(Throwable e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private static String suggestion(String className, List<String> classes) {
        String simple = className.substring(className.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String similar = classes.stream()
                .filter(name -> name.substring(name.lastIndexOf('.') + 1)
                        .toLowerCase(Locale.ROOT)
                        .equals(simple))
                .limit(MOST_SUGGESTIONS)
                .collect(Collectors.joining(" or "));
        return similar.isEmpty()
                ? ": give the full name, package included; 'jar tf' lists what is there"
                : ": did you mean " + similar + "?";
    }

    /** The exception and the first place in it that is not the JDK's. */
    private static String whereAndWhat(Throwable e) {
        for (StackTraceElement element : e.getStackTrace()) {
            if (!element.getClassName().startsWith("java.")) {
                return e + " (at " + element + ")";
            }
        }
        return e.toString();
    }

    private static CommandException wrong(String message, Throwable cause) {
        return new CommandException(ExitCode.USAGE, message, cause);
    }
}
