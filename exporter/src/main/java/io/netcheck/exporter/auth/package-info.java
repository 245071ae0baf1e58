/** Who may send heartbeats, and in whose name. */
@NullMarked
package io.netcheck.exporter.auth;

import org.jspecify.annotations.NullMarked;
