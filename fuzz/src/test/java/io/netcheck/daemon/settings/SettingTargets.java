// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.GoDuration;
import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.RoundTrip;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Values of settings, flags and query parameters. */
public final class SettingTargets {
  private static final List<Class<? extends Exception>> REFUSED =
      List.of(IllegalArgumentException.class);

  private SettingTargets() {}

  public static List<FuzzTarget> all() {
    SettingType<Duration> duration =
        SettingTypes.duration(Duration.ZERO, Duration.ofDays(1_000_000));
    return List.of(
        FuzzTarget.of(
            "duration",
            in ->
                RoundTrip.ofText(
                    new String(in, UTF_8), duration.parser()::parse, SettingTypes::print),
            REFUSED),
        FuzzTarget.of("go-duration", in -> GoDuration.parse(new String(in, UTF_8)), REFUSED),
        FuzzTarget.of(
            "url",
            in -> {
              URI url = SettingTypes.httpUrl().parser().parse(new String(in, UTF_8));
              return url.getScheme() + (url.getUserInfo() == null) + (url.getPort() < 0);
            },
            REFUSED),
        FuzzTarget.of(
            "addresses",
            in -> SettingTypes.addresses().parser().parse(new String(in, UTF_8)),
            REFUSED),
        FuzzTarget.of(
            "masked-urls", in -> MaskedUrls.in(new String(in, UTF_8)).length() - in.length));
  }
}
