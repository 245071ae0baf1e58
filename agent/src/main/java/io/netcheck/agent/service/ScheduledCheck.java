// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.DnsTransport;
import io.netcheck.protocol.IpFamily;
import java.util.Optional;

/** A check with its subject and its results. */
sealed interface ScheduledCheck {
  ServiceCheck check();

  CheckRecord tally();

  /**
   * Identifies the check in the log, as {@code key=value}, with words of the configuration only.
   */
  String subject();

  /**
   * The check of a service.
   *
   * @param family in which it is checked, if there is a check for each
   */
  record OfService(
      Service service, Optional<IpFamily> family, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "service="
          + service.name()
          + " probe="
          + service.kind().label()
          + family.map(it -> " ip_family=" + it.label()).orElse("");
    }
  }

  /** The lookup of a name at a resolver, which is written as {@code address:port}. */
  record OfDns(
      String resolver, DnsTransport transport, String name, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "resolver=" + resolver + " transport=" + transport + " name=" + name;
    }
  }
}
