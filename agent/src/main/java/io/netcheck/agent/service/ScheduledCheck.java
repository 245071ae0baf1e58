// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

/** A check with its subject and its results. */
sealed interface ScheduledCheck {
  ServiceCheck check();

  CheckRecord tally();

  /**
   * Identifies the check in the log, as {@code key=value}, with words of the configuration only.
   */
  String subject();

  /** The check of a service. */
  record OfService(Service service, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "service=" + service.name() + " probe=" + service.kind().label();
    }
  }

  /** The lookup of a name at a resolver, which is written as {@code address:port}. */
  record OfDns(String resolver, String name, ServiceCheck check, CheckRecord tally)
      implements ScheduledCheck {
    @Override
    public String subject() {
      return "resolver=" + resolver + " name=" + name;
    }
  }
}
