package com.example.tasks;

import dev.jensen.client.ConvexHttpClient;
import dev.jensen.spring.AsService;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Calls at night, when nobody is logged in, with the token of this service.
@Component
final class NightlyReport {

  private static final Logger LOG = LoggerFactory.getLogger(NightlyReport.class);

  private final ConvexHttpClient convex;

  NightlyReport(@AsService ConvexHttpClient convex) {
    this.convex = convex;
  }

  @Scheduled(cron = "${report.cron}")
  void write() {
    long open = convex.mutation("jobs/nightly:report", Map.of(), Long.class);
    LOG.info("{} tasks are open", open);
  }
}
