package io.engram.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @Test
    void machineThatRunsTheTestsIsNotBroken(@TempDir Path folder) {
        assertThat(new Doctor(folder).examine())
                .allSatisfy(finding -> assertThat(finding.level()).as(finding.toString())
                        .isNotEqualTo(Finding.Level.BROKEN));
    }

    @Test
    void flagsFileIsTheOneThatTheTestsRunWith() {
        assertThat(JvmFlag.all()).hasSizeGreaterThan(5)
                .allSatisfy(flag -> assertThat(flag.inForce()).as(flag.text()).isTrue());
    }

    @Test
    void flagsAreReadWithTheCommentAboveThem() {
        assertThat(JvmFlag.parse("# first\n\n--a\n# second\n-Db=c\n")).containsExactly(new JvmFlag("--a", "first"),
                new JvmFlag("-Db=c", "second"));
    }

    @Test
    void missingFlagIsNamedWithItsCost() {
        Finding finding = JvmChecks.flags(List.of(new JvmFlag("-Dengram.surely.unset=1", ""),
                new JvmFlag("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "")));

        assertThat(finding.level()).isEqualTo(Finding.Level.WEAK);
        assertThat(finding.detail()).startsWith("2 of 2 missing").contains("-Dengram.surely.unset=1: ")
                .contains("jdk.internal.misc");
        assertThat(finding.fix()).contains("jvm.flags");
    }

    @Test
    void checkThatBreaksIsAFinding() {
        Finding finding = Doctor.examine("thing", () -> {
            throw new IOException("no such thing");
        });

        assertThat(finding.level()).isEqualTo(Finding.Level.BROKEN);
        assertThat(finding.detail()).contains("no such thing");
    }

    @Test
    void diskIsLeftAsItWas(@TempDir Path folder) throws Exception {
        new DiskCheck(folder).look();

        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
