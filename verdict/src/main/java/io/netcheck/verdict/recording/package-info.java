// SPDX-License-Identifier: Apache-2.0
/** The last minute of situations as JSON, so that a judgement can be replayed elsewhere. */
@NullMarked
package io.netcheck.verdict.recording;

import org.jspecify.annotations.NullMarked;
