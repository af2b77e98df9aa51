package io.engram.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a copy of the launcher in a small project of its own, with JDKs and a Maven that are shell scripts: they print what
 * they were called with.
 */
class LauncherTest {
    private static final String NO_JDK = "/nonexistent";

    @TempDir
    private Path folder = Path.of("");
    private Path project = Path.of("");
    private Path tools = Path.of("");

    private record Outcome(int status, String out, String err) {
    }

    @BeforeEach
    void project() throws IOException {
        project = Files.createDirectory(folder.resolve("a project"));
        tools = Files.createDirectory(folder.resolve("tools"));
        Path launcher = Path.of(System.getProperty("engram.root", ".."), "engram");
        Files.copy(launcher, project.resolve("engram"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(project.resolve("jvm.flags"), "-Dfrom.flags=1\n");
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.createDirectories(project.resolve("daemon/src/main"));
        Files.writeString(project.resolve("daemon/pom.xml"), "<project/>");
        script(tools.resolve("mvn"), """
                echo "mvn $*" >> "$0.log"
                sleep 0.3
                mkdir -p daemon/target
                [ ! -f fail ] || { echo '[ERROR] Thing.java:[1,2] broken'; exit 1; }
                : > daemon/target/engram-daemon.jar""");
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path jdk(String name, String version, boolean releaseFile) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        script(home.resolve("bin/javac"), "exit 0");
        script(home.resolve("bin/java"), """
                if [ "$1" = -version ]; then echo 'openjdk version "%s"' >&2; exit 0; fi
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                echo 'native noise' >&2
                echo "the program's own words" >&3
                echo "%s $*"
                exit 7""".formatted(version, name));
        if (releaseFile)
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Outcome launch(Map<String, String> environment, String... args) throws Exception {
        return start(project.resolve("engram"), environment, args).finish();
    }

    private Running start(Path launcher, Map<String, String> environment, String... args) throws IOException {
        var command = new ArrayList<String>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", tools + ":/usr/bin:/bin", "HOME", folder.toString(), "ENGRAM_JDKS",
                NO_JDK));
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    private record Running(Process process, Path out, Path err) {
        Outcome finish() throws Exception {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends in time").isTrue();
            int status = process.exitValue();
            // The reader of the JVM's own stderr may still be writing its last line.
            for (int i = 0; i < 50 && status == 7 && !Files.readString(err).contains("native noise"); i++)
                Thread.sleep(20);
            return new Outcome(status, Files.readString(out), Files.readString(err));
        }
    }

    private void assumeNoneOnPath() throws IOException {
        // A java that is too old hides whatever the machine has in /usr/bin.
        script(tools.resolve("java"), "exit 1");
    }

    @Test
    void jdkOfJavaHomeIsTaken() throws Exception {
        Outcome outcome = launch(Map.of("JAVA_HOME", jdk("jdk-25", "25.0.3", true).toString()), "doctor", "a b");

        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.out()).startsWith("jdk-25 @" + project + "/jvm.flags ")
                .contains("io.engram.daemon.Main doctor a b");
        assertThat(outcome.err()).doesNotContain("incubator").contains("native noise", "the program's own words");
    }

    @Test
    void classArchiveIsMadeOncePerBuildAndPassedOn() throws Exception {
        Path home = jdk("jdk-25", "25.0.3", true);
        script(home.resolve("bin/java"), """
                for a; do case $a in -XX:ArchiveClassesAtExit=*) echo x > "${a#*=}"; echo made >> "$0.log" ;; esac; done
                echo "$*"
                exit 7""");
        Path archive = project.resolve("daemon/target/engram.jsa");

        Outcome first = launch(Map.of("JAVA_HOME", home.toString()), "doctor");
        Outcome second = launch(Map.of("JAVA_HOME", home.toString()), "doctor");

        assertThat(first.out()).contains("-XX:SharedArchiveFile=" + archive + " -XX:+VerifySharedSpaces");
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(Files.readAllLines(home.resolve("bin/java.log"))).hasSize(1);
    }

    @Test
    void withoutAClassArchiveItStartsAllTheSame() throws Exception {
        Outcome outcome = launch(Map.of("JAVA_HOME", jdk("jdk-25", "25.0.3", true).toString()), "doctor");

        assertThat(outcome.out()).doesNotContain("SharedArchiveFile").contains("io.engram.daemon.Main doctor");
    }

    @Test
    void tooOldJavaHomeIsPassedOver() throws Exception {
        assumeNoneOnPath();
        Path old = jdk("jdk-17", "17.0.1", true);
        Path good = jdk("jdk-26", "26-ea", false);

        Outcome outcome = launch(Map.of("JAVA_HOME", old.toString(), "ENGRAM_JDKS", NO_JDK + ":" + old + ":" + good));

        assertThat(outcome.out()).startsWith("jdk-26 ");
    }

    @Test
    void jdkIsFoundThroughTheLinkOnThePath() throws Exception {
        Files.createSymbolicLink(tools.resolve("java"), jdk("jdk-25", "25", true).resolve("bin/java"));

        assertThat(launch(Map.of()).out()).startsWith("jdk-25 ");
    }

    @Test
    void noJdkIsOneLineThatSaysWhatToInstall() throws Exception {
        assumeNoneOnPath();

        Outcome outcome = launch(Map.of("JAVA_HOME", jdk("jdk-21", "21.0.9", true).toString()), "doctor");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSize(1).first().asString()
                .contains("JDK 25 or newer", "the newest found is 21", "install one", "JAVA_HOME");
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", jdk("jdk-25", "25", true).toString());

        launch(environment);
        launch(environment);
        assertThat(builds()).isEqualTo(1);
        Thread.sleep(20);
        Files.writeString(project.resolve("daemon/src/main/New.java"), "class New {}");
        Outcome outcome = launch(environment);

        assertThat(builds()).isEqualTo(2);
        assertThat(outcome.err()).contains("sources changed");
    }

    @Test
    void failedBuildPointsToItsLog() throws Exception {
        Files.writeString(project.resolve("fail"), "");

        Outcome outcome = launch(Map.of("JAVA_HOME", jdk("jdk-25", "25", true).toString()));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("the build failed: [ERROR] Thing.java:[1,2] broken",
                project.resolve("run/build.log").toString());
    }

    @Test
    void twoFirstRunsBuildOnce() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", jdk("jdk-25", "25", true).toString());

        Running first = start(project.resolve("engram"), environment);
        Running second = start(project.resolve("engram"), environment);

        assertThat(first.finish().out()).startsWith("jdk-25 ");
        assertThat(second.finish().out()).startsWith("jdk-25 ");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void symbolicLinksLeadHome() throws Exception {
        Path link = Files.createSymbolicLink(tools.resolve("engram"), project.resolve("engram"));
        Path second = Files.createSymbolicLink(folder.resolve("e"), folder.relativize(link));

        assertThat(start(second, Map.of("JAVA_HOME", jdk("jdk-25", "25", true).toString())).finish().out())
                .contains("-Dengram.root=" + project);
    }

    private long builds() throws IOException {
        try (var lines = Files.lines(tools.resolve("mvn.log"))) {
            return lines.count();
        }
    }
}
