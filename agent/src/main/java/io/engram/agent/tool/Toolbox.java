package io.engram.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engram.agent.tool.ToolException.Reason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The tools there are: public methods with {@link Tool}, by name. Immutable; may be shared by threads. */
public final class Toolbox {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Bound> byName;

    /** A tool and the method behind it. */
    private record Bound(ToolSpec spec, Object bean, Method method) {
    }

    private Toolbox(Map<String, Bound> byName) {
        this.byName = byName;
    }

    /**
     * The tools of some objects.
     *
     * @throws IllegalArgumentException when two tools have one name, a parameter has a type that has no schema, or an object
     *         has no tool at all
     */
    public static Toolbox of(Object... beans) {
        Map<String, Bound> found = new TreeMap<>();
        for (Object bean : beans) {
            int before = found.size();
            for (Method method : bean.getClass().getMethods()) {
                Tool tool = method.getAnnotation(Tool.class);
                if (tool == null)
                    continue;
                Bound bound = new Bound(spec(method, tool), bean, method);
                method.setAccessible(true);
                if (found.putIfAbsent(bound.spec().name(), bound) != null)
                    throw new IllegalArgumentException(
                            "tool " + bound.spec().name() + ": expected one method of this name");
            }
            if (found.size() == before)
                throw new IllegalArgumentException(
                        bean.getClass().getName() + ": expected public methods with @Tool, found none");
        }
        return new Toolbox(found);
    }

    /** What is known about each tool, ordered by name. */
    public List<ToolSpec> specs() {
        return byName.values().stream().map(Bound::spec).toList();
    }

    /** What is known about one tool. */
    ToolSpec spec(String name) {
        return bound(name).spec();
    }

    /** Reads the arguments for a tool's parameters; throws {@link ToolException} when they do not fit. */
    Object[] read(String name, ObjectNode arguments) {
        Parameter[] parameters = bound(name).method().getParameters();
        Set<String> names = new LinkedHashSet<>();
        for (Parameter parameter : parameters)
            names.add(parameter.getName());
        Arguments.noOthers(arguments, names, name);
        return Arrays.stream(parameters)
                .map(p -> Arguments.entry(arguments, p.getName(), p.getParameterizedType(), name + "." + p.getName()))
                .toArray();
    }

    /** Calls the method on the calling thread; what it throws comes as {@link ToolException} of reason FAILED. */
    JsonNode call(String name, Object[] values) {
        Bound bound = bound(name);
        try {
            return JSON.valueToTree(bound.method().invoke(bound.bean(), values));
        } catch (InvocationTargetException e) {
            throw new ToolException(Reason.FAILED, "tool " + name + " failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("tool " + name + " cannot be called", e);
        }
    }

    private Bound bound(String name) {
        Bound bound = byName.get(name);
        if (bound == null)
            throw new ToolException(Reason.UNKNOWN_TOOL,
                    "tool: expected one of " + byName.keySet() + ", received '" + name + "'", null);
        return bound;
    }

    private static ToolSpec spec(Method method, Tool tool) {
        String name = tool.name().isEmpty() ? method.getName() : tool.name();
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Parameter parameter : method.getParameters()) {
            if (!parameter.isNamePresent())
                throw new IllegalArgumentException(
                        "tool " + name + ": expected parameter names in the class file (compile with -parameters)");
            ObjectNode property = JavaTypes.schema(parameter.getParameterizedType(), name + "." + parameter.getName());
            Param param = parameter.getAnnotation(Param.class);
            if (param != null)
                property.put("description", param.value());
            properties.set(parameter.getName(), property);
            if (!JavaTypes.isOptional(parameter.getParameterizedType()))
                required.add(parameter.getName());
        }
        schema.put("additionalProperties", false);
        return new ToolSpec(name, tool.value(), schema, tool.effect(), Duration.ofMillis(tool.timeoutMillis()));
    }
}
