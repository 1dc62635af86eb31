# Which lines of a Ruby program allocate what stays, for seep_hook.rb: objspace, from begin to end.

require "json"
require "objspace"
require "rbconfig"

module SeepLines
  SITES_MAX = 200
  NONE = %({"runtime":"ruby","sites":[]}).freeze
  LIBRARIES = [RbConfig::CONFIG["rubylibdir"], RbConfig::CONFIG["vendordir"], RbConfig::CONFIG["sitedir"],
               *(defined?(Gem) ? Gem.path : [])].compact.map { |folder| folder + "/" }.freeze

  class << self
    def begin
      ObjectSpace.trace_object_allocations_start
      NONE
    end

    def end
      ObjectSpace.trace_object_allocations_stop
      ObjectSpace.trace_object_allocations_clear
      NONE
    end

    # The sites, as src/runtime/hook_answer.h has them. Ruby knows the line of an allocation and no callers of it.
    def take
      GC.start
      sums = Hash.new { |hash, key| hash[key] = [0, 0] }
      ObjectSpace.each_object do |object|
        file = ObjectSpace.allocation_sourcefile(object)
        next if file.nil? || file.start_with?(__dir__)

        sum = sums[[file, ObjectSpace.allocation_sourceline(object), method_of(object)]]
        sum[0] += ObjectSpace.memsize_of(object)
        sum[1] += 1
      end
      most = sums.max_by(SITES_MAX) { |_, (bytes, _)| bytes }
      JSON.generate(runtime: "ruby", sites: most.map { |place, (bytes, blocks)| site(place, bytes, blocks) })
    end

    private

    # "Leak#happened", or the method of Ruby's own that allocates there: "String#*".
    def method_of(object)
      [ObjectSpace.allocation_class_path(object), ObjectSpace.allocation_method_id(object) || "<main>"].compact.join("#")
    end

    def site((file, line, method), bytes, blocks)
      own = !file.start_with?("<", *LIBRARIES)
      { bytes: bytes, blocks: blocks, stack: [[method, file, line, own]] }
    end
  end
end
