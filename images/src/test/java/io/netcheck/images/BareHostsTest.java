// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of docs/bare-hosts.md in order, with separate folders mounted over /opt, /etc
 * and /var/lib, and in a separate network. There is no systemd here. Instead of {@code systemctl
 * start}, the test runs the ExecStart of the unit with its environment, as user 65532 without
 * capabilities.
 */
@MachineTest
class BareHostsTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

  private static final String BEFORE =
      """
      set -eu
      ip link set lo up
      # The address in the example of the agent's settings.
      ip address add 10.0.0.1/32 dev lo
      for folder in /opt/netcheck /etc/netcheck; do mkdir -p "$folder"; mount -t tmpfs tmpfs "$folder"; done
      for folder in /etc/systemd/system /etc/sysctl.d; do
        mkdir -p "$folder"; mount -t tmpfs tmpfs "$folder"
      done
      mount -t tmpfs -o mode=755 tmpfs /var/lib
      export SYSTEMD_OFFLINE=1
      started=""
      end() {
        for pid in $started; do kill "$pid" 2>/dev/null || true; done
        for pid in $started; do
          code=0
          wait "$pid" || code=$?
          echo "ended with $code"
        done
      }
      trap end EXIT
      start() {
        unit=/etc/systemd/system/$1.service
        install -d -o 65532 -g 65532 "/var/lib/$(sed -n 's/^StateDirectory=//p' "$unit")"
        # Settings in the file override settings in the unit, as with systemd.
        env -i $(sed -n 's/^Environment=//p' "$unit") $(grep -v '^#' "$(sed -n 's/^EnvironmentFile=//p' "$unit")") \\
          setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs --inh-caps=-all \\
          $(sed -n 's/^ExecStart=//p' "$unit") >"$1.log" 2>&1 &
        started="$started $!"
      }
      answers() {
        tries=0
        until curl -fsS "$1" >/dev/null 2>&1; do
          tries=$((tries + 1))
          [ $tries -lt 600 ] || { cat ./*.log; exit 1; }
          sleep 0.5
        done
      }
      """;

  @Test
  void everyCommandDoesWhatItSays(@TempDir Path folder) throws IOException {
    TestRequirements.tools("unshare", "ip", "setpriv", "curl", "sysctl", "systemctl");
    TestRequirements.root();
    Files.copy(Project.tarball(), folder.resolve(Project.tarball().getFileName()));
    String page = Files.readString(Project.ROOT.resolve("docs/bare-hosts.md"));
    String commands = BLOCK.matcher(page).results().map(block -> block.group(1)).collect(joining());
    assertTrue(commands.contains("systemctl start netcheck-agent"), commands);
    String script =
        BEFORE
            + commands
                .replaceFirst("(?m)^java=.*$", "java=" + System.getProperty("java.home"))
                .replaceAll("(?m)^systemctl start ", "start ")
                .replaceFirst(
                    "(?m)^curl ",
                    """
                    answers http://10.0.0.1:6100/-/ready
                    answers http://127.0.0.1:8080/-/ready
                    """
                        + "curl ")
            + """
            test -L /etc/systemd/system/multi-user.target.wants/netcheck-agent.service
            test -L /etc/systemd/system/multi-user.target.wants/netcheck-exporter.service
            until curl -fsS http://127.0.0.1:8080/metrics | grep -q '^netcheck_clients{.*active.*} 1'; do
              sleep 0.5
            done
            [ -z "$(find /opt/netcheck -not -user 0)" ]
            """;
    Path file = Files.writeString(folder.resolve("commands"), script);

    ProgramRun.ExitResult ending =
        ProgramRun.run(
            List.of(
                "unshare",
                "--mount",
                "--net",
                "timeout",
                "1200",
                "sh",
                "-c",
                "cd \"$1\" && exec sh \"$2\"",
                "sh",
                folder.toString(),
                file.toString()));

    assertEquals(0, ending.status(), ending.output());
    assertEquals(
        2, ending.output().lines().filter("ended with 143"::equals).count(), ending.output());
    assertTrue(ending.output().contains("the configuration is valid"), ending.output());
  }
}
