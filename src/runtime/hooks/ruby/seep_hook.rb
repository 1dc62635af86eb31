# Loaded by Seep into each Ruby process of a server under test (RUBYOPT). On request it collects garbage and says how
# many objects live, and their bytes: src/runtime/hook_answer.h has the protocol.
#
# It is a guest: whatever goes wrong here, its host must not notice. It writes nothing, raises nothing, and does not
# keep the process alive.

module SeepHook
  PATH = ENV["SEEP_RUNTIME_SOCKET"]

  # A heap so large that one collection takes this long is not collected twice, for what finalizers let go of. It is CPU
  # time of the thread: on a busy machine, a small heap takes long as well.
  SLOW_SECONDS = 0.02

  class << self
    def start
      thread = Thread.new { serve }
      thread.report_on_exception = false
      thread.name = "seep"
    rescue Exception
      nil # Seep goes on without.
    end

    private

    def serve
      socket = UNIXSocket.new(PATH)
      while (request = socket.read(1))
        unless request == "c"
          socket.write("#{lines(request)}\n")
          next
        end
        begin_time = now
        collect
        objects = live(GC.stat)
        milliseconds = ((now - begin_time) * 1e3).round(3)
        socket.write(%({"runtime":"ruby","used":#{bytes(objects)},"objects":#{objects},"ms":#{milliseconds}}\n))
      end
    rescue Exception
      nil
    end

    # Loaded on request only.
    def lines(request)
      require_relative "seep_lines"
      case request
      when "t" then SeepLines.take
      when "b" then SeepLines.begin
      else SeepLines.end
      end
    rescue Exception
      %({"runtime":"ruby","problem":"the objspace library, which tells the lines, does not work in this Ruby"})
    end

    # Who has switched collections off has their garbage.
    def collect
      off = GC.disable
      return if off
      GC.enable
      used = cpu_time
      GC.start
      GC.start if cpu_time - used < SLOW_SECONDS
    end

    def live(counts)
      counts[:total_allocated_objects] - counts[:total_freed_objects]
    end

    # Objects stand in slots of one size, or of several, where they are counted by size.
    def bytes(objects)
      heaps = GC.respond_to?(:stat_heap) ? GC.stat_heap.values : []
      return heaps.sum { |heap| live(heap) * heap[:slot_size] } if heaps.all? { |heap| heap[:total_allocated_objects] } && !heaps.empty?
      objects * (GC::INTERNAL_CONSTANTS[:RVALUE_SIZE] || GC::INTERNAL_CONSTANTS[:BASE_SLOT_SIZE])
    end

    def cpu_time
      Process.clock_gettime(Process::CLOCK_THREAD_CPUTIME_ID)
    end

    def now
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end
  end

  # Threads do not survive a fork. Before Ruby 3.1 there is no one method that every fork calls.
  module AfterFork
    def _fork
      pid = super
      SeepHook.start if pid == 0
      pid
    end
  end
end

begin
  if SeepHook::PATH
    require "socket"
    SeepHook.start
    Process.singleton_class.prepend(SeepHook::AfterFork) if Process.respond_to?(:_fork, true)
  end
rescue Exception
  nil
end
