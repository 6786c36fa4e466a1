package com.example.tasks;

import dev.jensen.client.ConvexHttpClient;
import dev.jensen.mapping.ResultType;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Calls as whoever sent the request: Spring Security has checked the bearer token, the client
/// sends it on, and the deployment checks it again.
@RestController
final class TaskController {

  /// What the request has, and the mutation takes.
  record NewTask(String text) {}

  /// What the query returns, and the answer has.
  record Task(String text, boolean done) {}

  private final ConvexHttpClient convex;

  TaskController(ConvexHttpClient convex) {
    this.convex = convex;
  }

  @PostMapping("/tasks")
  Map<String, String> add(@RequestBody NewTask task) {
    return Map.of("id", convex.mutation("tasks:add", task, String.class));
  }

  @GetMapping("/tasks")
  List<Task> list() {
    return convex.query("tasks:mine", Map.of(), new ResultType<List<Task>>() {});
  }
}
