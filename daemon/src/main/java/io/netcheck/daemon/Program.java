// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import io.netcheck.daemon.settings.MaskedUrls;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingProblem;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.log.ProcessLog;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * A process that runs until it receives SIGTERM or SIGINT: it reads its settings, prints all
 * problems, starts the service, and closes it at the end.
 *
 * @param name as it is typed: {@code netcheck agent}
 * @param summary one sentence for {@code --help}
 * @param settings all settings of the process
 * @param reader turns settings into an immutable configuration
 * @param starter starts the service; throws {@link StartException} if that is impossible
 */
public record Program<C>(
    String name,
    String summary,
    List<Setting<?>> settings,
    Function<Settings, C> reader,
    Function<C, AutoCloseable> starter) {

  /** The level below which nothing is logged; a predecessor's variable. */
  public static final Setting<Level> LOG_LEVEL =
      new Setting<>(
          "LOG_LEVEL",
          "info",
          new SettingType<>(
              SettingTypes.choice(Level.class).expected(),
              text ->
                  SettingTypes.choice(Level.class)
                      .parser()
                      .parse(text.equals("warning") ? "warn" : text)),
          "The lowest level that is logged.");

  public Program {
    settings = List.copyOf(settings);
  }

  /** Runs until the end; returns the exit code. */
  public int run(
      List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(help());
      return 0;
    }
    if (args.contains("--version")) {
      out.println(name + " " + BuildInfo.current());
      return 0;
    }
    boolean onlyCheck = args.contains("--check-config");
    List<String> flags = new ArrayList<>(args);
    flags.removeIf("--check-config"::equals);
    Settings given = new Settings(settings, environment, flags);
    C config = reader.apply(given);
    Level level = given.get(LOG_LEVEL);
    if (!given.problems().isEmpty()) {
      err.println(name + ": the configuration is wrong in " + count(given.problems().size()) + ":");
      for (SettingProblem problem : given.problems()) {
        err.println("  " + problem);
      }
      return 1;
    }
    if (onlyCheck) {
      out.println(name + ": the configuration is valid");
      return 0;
    }
    ProcessLog.start(level);
    return serve(config, err);
  }

  private int serve(C config, PrintStream err) {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread.setDefaultUncaughtExceptionHandler(new UncaughtErrors());
    try (AutoCloseable service = starter.apply(config)) {
      Objects.requireNonNull(service);
      // The JVM ends with this hook, so the hook waits until the service is closed.
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("shutdown")
                  .unstarted(() -> {
                    told.countDown();
                    await(closed);
                  }));
      await(told);
      return 0;
    } catch (StartException e) {
      err.println(name + ": " + MaskedUrls.in(String.valueOf(e.getMessage())));
      return 1;
    } catch (Exception e) {
      throw new IllegalStateException("closing failed", e);
    } finally {
      ProcessLog.end();
      closed.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String count(int problems) {
    return problems == 1 ? "one place" : problems + " places";
  }

  private String help() {
    StringBuilder help = new StringBuilder();
    help.append(name).append(": ").append(summary).append("\n\n");
    help.append("Every setting is an environment variable and a flag. The flag wins.\n\n");
    for (Setting<?> setting : settings) {
      help.append("  ").append(setting.flag()).append("  (").append(setting.key()).append(")\n");
      help.append("      ").append(setting.meaning()).append('\n');
      help.append("      ").append("Expects ").append(setting.form().expected());
      if (!setting.fallback().isEmpty()) {
        help.append("; default ").append(setting.fallback());
      }
      help.append(".\n");
    }
    help.append(
        "  --check-config\n      Check the settings, print all problems, and exit with 0 or 1.\n");
    help.append("  --version\n  --help\n");
    return help.toString();
  }
}
