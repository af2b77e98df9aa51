package io.engram.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds docs/design/01-rooms-and-ports.md: which room may use which, and which technology lives where. */
class ArchitectureTest {
    /** The room's package under {@code io.engram} → the rooms it may use. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.of( //
            "tensor", List.of(), //
            "inference", List.of("tensor"), //
            "planner", List.of(), //
            "worldmodel", List.of("tensor", "planner"), //
            "memory", List.of("tensor"), //
            "agent", List.of("tensor", "inference", "planner", "worldmodel", "memory"), //
            "daemon", List.of("tensor", "inference", "planner", "worldmodel", "memory", "agent"), //
            "examples", List.of("tensor", "inference", "planner", "worldmodel", "memory", "agent")));

    /** Technology → the only packages that may touch it ({@code ..} includes what is below). */
    private static final Map<String, List<String>> LIVES_IN = new TreeMap<>(Map.ofEntries( //
            Map.entry("jdk.incubator.vector..", List.of("io.engram.tensor.kernel..")), //
            Map.entry("net.openhft..", List.of("io.engram.memory.store..")), //
            Map.entry("com.github.jelmerk..", List.of("io.engram.memory.index..")), //
            Map.entry("io.vertx..", List.of("io.engram.agent..", "io.engram.daemon..", "io.engram.examples..")), //
            Map.entry("dev.langchain4j..", List.of("io.engram.agent.adapter..")), //
            Map.entry("ai.onnxruntime..", List.of("io.engram.agent.adapter..")), //
            Map.entry("picocli..", List.of("io.engram.daemon..")), //
            Map.entry("org.jline..", List.of("io.engram.daemon..")), //
            Map.entry("org.knowm.xchart..", List.of("io.engram.daemon..", "io.engram.bench..")), //
            Map.entry("sun.misc..", List.of()), //
            Map.entry("java.sql..", List.of())));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).withImportOption(ArchitectureTest::notBench)
            .importPackages("io.engram");

    private static boolean notBench(Location location) {
        return !location.contains("/io/engram/bench/");
    }

    @Test
    void everyRoomIsSeen() {
        for (String room : MAY_USE.keySet()) {
            Assertions.assertThat(CLASSES.stream().anyMatch(c -> in(c, room))).as("classes of room " + room).isTrue();
        }
        Assertions.assertThat(CLASSES.stream().filter(c -> MAY_USE.keySet().stream().noneMatch(r -> in(c, r))))
                .as("classes in no room").isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> rooms() {
        return MAY_USE.entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey() + " may use " + e.getValue(),
                () -> noClasses().that(room(e.getKey())).should()
                        .dependOnClassesThat(DescribedPredicate.describe("belong to a room it may not use",
                                c -> inAnyRoom(c) && !in(c, e.getKey())
                                        && e.getValue().stream().noneMatch(r -> in(c, r))))
                        .check(CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> technologies() {
        return LIVES_IN.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey() + " only in " + e.getValue(), () -> noClasses().that()
                        .resideOutsideOfPackages(e.getValue().toArray(String[]::new)).should()
                        .dependOnClassesThat().resideInAPackage(e.getKey()).check(CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> packagesHaveNoCycles() {
        return MAY_USE.keySet().stream()
                .map(r -> DynamicTest.dynamicTest(r, () -> SlicesRuleDefinition.slices()
                        .matching("io.engram." + r + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true)
                        .check(CLASSES)));
    }

    @Test
    void librariesDoNotWriteToTheConsole() {
        noClasses().that().resideOutsideOfPackages("io.engram.daemon..", "io.engram.examples..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS).check(CLASSES);
    }

    @Test
    void noGenericExceptionsAreThrown() {
        GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
    }

    @Test
    void noJavaUtilLogging() {
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> room(String name) {
        return DescribedPredicate.describe("belong to room " + name, c -> in(c, name));
    }

    private static boolean in(JavaClass c, String room) {
        String name = c.getPackageName();
        return name.equals("io.engram." + room) || name.startsWith("io.engram." + room + ".");
    }

    private static boolean inAnyRoom(JavaClass c) {
        return c.getPackageName().startsWith("io.engram.");
    }
}
