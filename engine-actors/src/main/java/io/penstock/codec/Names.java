package io.penstock.codec;

import java.lang.reflect.AnnotatedElement;
import java.util.List;

/** When two names of types in schemas mean the same type. */
final class Names {

    private Names() {}

    /** Oldest first. */
    static List<String> former(AnnotatedElement element) {
        FormerNames names = element.getAnnotation(FormerNames.class);
        return names == null ? List.of() : List.of(names.value());
    }

    /** True if the written type is this one, perhaps moved to another package or class, or under a former name. */
    static boolean sameType(String written, String current, List<String> former) {
        String simple = simple(written);
        return simple.equals(simple(current)) || former.contains(simple);
    }

    /** Without package, enclosing classes, type arguments and the number of a local class. */
    static String simple(String name) {
        int end = name.indexOf('<');
        String raw = end < 0 ? name : name.substring(0, end);
        int start = Math.max(raw.lastIndexOf('.'), raw.lastIndexOf('$')) + 1;
        while (start < raw.length() - 1 && Character.isDigit(raw.charAt(start))) {
            start++;
        }
        return raw.substring(start);
    }
}
