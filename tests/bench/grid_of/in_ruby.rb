# Renders the grid with Ruby Liquid over and over: ruby in_ruby.rb FOLDER SECONDS prints times as JSON.
# It has no autoescape: it does less work than the others here.
require 'json'
require 'liquid'

folder, seconds = ARGV
data = JSON.parse(File.read("#{folder}/data.json"))
template = Liquid::Template.parse(File.read(File.join(__dir__, 'grid.liquid')))
File.write("#{folder}/ruby.html", template.render(data))
20.times { template.render(data) }
now = -> { Process.clock_gettime(Process::CLOCK_MONOTONIC) }
times = []
finish = now.call + seconds.to_f
while now.call < finish
  began = now.call
  template.render(data)
  times << (now.call - began) * 1000
end
puts JSON.generate(times)
