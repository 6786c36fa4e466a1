/// Numbers about a running deployment, for Prometheus.
@NullMarked
package dev.jensen.backend.metrics;

import org.jspecify.annotations.NullMarked;
